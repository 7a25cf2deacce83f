import type { Aisle } from '../aisle.ts'

export const baby: Aisle = {
  name: 'Baby Care',
  shelves: [
    {
      name: 'Diapers & Wipes',
      brands: ['Nannhe', 'Lulla Lane'],
      brandsPerRow: 2,
      gst: 500,
      days: 1095,
      rows: [
        [
          'Diaper Pants Newborn',
          '24 pcs 260, 66 pcs 690',
          'nappy, nappies, langot',
          'For babies up to 5 kg, with a cut-out for the navel.',
        ],
        [
          'Diaper Pants Medium',
          '20 pcs 270, 56 pcs 720',
          'nappy, nappies',
          'For 7 to 12 kg; a line turns blue when wet.',
        ],
        [
          'Diaper Pants Large',
          '18 pcs 275, 50 pcs 735',
          'nappy, nappies',
          'For 9 to 14 kg; absorbs up to twelve hours.',
        ],
        [
          'Baby Wipes',
          '72 pcs 165, 144 pcs 310',
          'wet tissue',
          'Thick water wipes with aloe, without alcohol.',
          { gst: 1800 },
        ],
        ['Cloth Nappies', '3 pcs 420', 'langot, reusable diaper', 'Washable cotton with snap buttons.'],
      ],
    },
    {
      name: 'Baby Food',
      brands: ['Nannhe', 'Growzo'],
      brandsPerRow: 2,
      gst: 500,
      diet: 'Vegetarian',
      days: 365,
      rows: [
        [
          'Ragi Banana Cereal',
          '200 g 185',
          'baby cereal, nachni',
          'From 8 months; no added sugar or salt.',
          { allergens: 'Milk' },
        ],
        [
          'Rice & Moong Cereal',
          '200 g 175',
          'khichdi, baby food',
          'From 6 months; mix with warm water.',
          { allergens: 'Milk' },
        ],
        [
          'Wheat Apple Cereal',
          '300 g 265',
          'baby cereal',
          'From 8 months, with dried apple.',
          { allergens: 'Wheat (gluten), milk' },
        ],
        ['Apple Carrot Puree', '100 g 85', 'baby puree', 'Only fruit and vegetable, in a squeeze pouch.'],
        ['Millet Puffs Banana', '20 g 60', 'finger food', 'Melts in the mouth; for self-feeding from 9 months.'],
      ],
    },
    {
      name: 'Baby Bath & Skin',
      brands: ['Nannhe', 'Lulla Lane', 'Neemora'],
      gst: 1800,
      days: 730,
      rows: [
        ['Baby Shampoo', '100 ml 110, 200 ml 205', 'no tears', 'Tear-free and light, with hibiscus.', { gst: 500 }],
        ['Baby Soap', '75 g 55, 225 g 155', 'sabun', 'Glycerine and milk cream; mild on the skin.', { gst: 500 }],
        [
          'Baby Massage Oil',
          '100 ml 120, 200 ml 225',
          'malish tel',
          'Sesame, coconut and bala root for daily massage.',
          { gst: 500 },
        ],
        ['Baby Lotion', '100 ml 115, 200 ml 210', 'body milk', 'Keeps skin soft through a day of air conditioning.'],
        ['Baby Powder', '100 g 95, 200 g 175', 'talc free powder', 'Corn starch based, without talc.', { gst: 500 }],
        ['Diaper Rash Cream', '50 g 140', 'nappy cream', 'Zinc oxide barrier cream.'],
      ],
    },
    {
      name: 'Feeding & Accessories',
      brands: ['Nannhe', 'Lulla Lane'],
      brandsPerRow: 1,
      gst: 500,
      rows: [
        ['Feeding Bottle', '125 ml 165, 250 ml 210', 'doodh ki bottle', 'BPA-free, with a slow-flow nipple.'],
        ['Sipper Cup', '1 pc 240', 'training cup', 'Two handles, a soft spout and a lid that clicks.'],
        ['Silicone Teether', '1 pc 190', 'teething toy', 'Food-grade silicone; cool it in the fridge.'],
        ['Muslin Bibs', '4 pcs 320', 'lala', 'Four cotton bibs with snap fasteners.'],
        ['Soft Rattle Toy', '1 pc 180', 'jhunjhuna', 'Rounded edges, easy to grip.'],
      ],
    },
  ],
}
