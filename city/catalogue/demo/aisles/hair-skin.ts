import type { Aisle } from '../aisle.ts'

export const hairAndSkin: Aisle = {
  name: 'Hair & Skin',
  shelves: [
    {
      name: 'Shampoo & Conditioner',
      brands: ['Keshvani', 'Roop Ritual', 'Neemora'],
      gst: 500,
      days: 730,
      rows: [
        [
          'Amla Shikakai Shampoo',
          '180 ml 145, 340 ml 255, 650 ml 440',
          'baal dhone',
          'Cleans without stripping; for long hair.',
        ],
        ['Anti Dandruff Shampoo', '180 ml 165, 340 ml 295', 'rusi', 'Zinc pyrithione with neem.'],
        ['Onion Shampoo', '200 ml 235', 'pyaaz shampoo, hair fall', 'Sulphate-free, against breakage.'],
        ['Silk Conditioner', '180 ml 175', 'hair conditioner', 'Detangles; rinse after two minutes.'],
        ['Shampoo Sachet Strip', '16 pcs 32', 'pouch shampoo', 'Sixteen single washes.'],
      ],
    },
    {
      name: 'Hair Oil & Colour',
      brands: ['Keshvani', 'Vaidyaroot', 'Neemora'],
      gst: 500,
      days: 730,
      rows: [
        ['Coconut Hair Oil', '100 ml 52, 200 ml 98, 500 ml 230', 'nariyal tel', 'Pure coconut oil for daily use.'],
        ['Amla Hair Oil', '100 ml 65, 300 ml 170', 'amla tel', 'Amla in a light mineral base.'],
        ['Bhringraj Hair Oil', '100 ml 195', 'maha bhringraj', 'Cooked in sesame oil by the classical method.'],
        ['Almond Hair Oil', '100 ml 85, 300 ml 225', 'badam tel', 'Non-sticky, with vitamin E.'],
        ['Henna Mehendi', '150 g 60, 500 g 175', 'mehndi, मेहंदी', 'Sifted Sojat leaf, nothing added.'],
        ['Natural Black Hair Colour', '1 pc 75', 'hair dye', 'Ammonia-free cream, one application.', { gst: 1800 }],
      ],
    },
    {
      name: 'Face Care',
      brands: ['Roop Ritual', 'Neemora', 'Bubbloom'],
      gst: 1800,
      days: 730,
      rows: [
        ['Neem Face Wash', '100 ml 125, 150 ml 175', 'facewash, pimples', 'For oily skin; no grit.'],
        ['Vitamin C Serum', '30 ml 420', 'face serum', '10% vitamin C in a dark dropper bottle.'],
        ['Sunscreen SPF 50', '50 g 345', 'sun block', 'Light cream, PA+++, no white cast.'],
        ['Aloe Vera Gel', '120 ml 160, 300 ml 340', 'gwarpatha', '90% aloe for face and hair.'],
        ['Rose Water', '120 ml 70, 250 ml 130', 'gulab jal', 'Steam-distilled Kannauj roses.'],
        ['Multani Mitti Face Pack', '100 g 65', 'fullers earth', 'Clay pack for oily skin.'],
        ['Day Cream', '50 g 225', 'moisturiser', 'Everyday cream with SPF 15.'],
      ],
    },
    {
      name: "Men's Grooming",
      brands: ['Mooch & Co', 'Neemora'],
      brandsPerRow: 2,
      gst: 500,
      days: 1095,
      rows: [
        ['Shaving Foam', '200 ml 190', 'dadhi', 'Thick foam for sensitive skin.'],
        ['Shaving Cream', '70 g 75', 'dadhi cream', 'Lathers well in hard water.'],
        [
          'Twin Blade Razor',
          '5 pcs 110',
          'ustra, disposable razor',
          'Five disposable razors with a lubricating strip.',
          { gst: 1800 },
        ],
        ['Beard Oil', '30 ml 240', 'dadhi tel', 'Argan and cedar; softens in a week.', { gst: 1800 }],
        ['After Shave Lotion', '100 ml 185', 'aftershave', 'Cooling splash with menthol.', { gst: 500 }],
        ['Hair Styling Gel', '100 ml 130', 'wet look gel', 'Medium hold, rinses out.', { gst: 1800 }],
      ],
    },
    {
      name: 'Make-up Basics',
      brands: ['Roop Ritual', 'Bubbloom'],
      brandsPerRow: 1,
      gst: 1800,
      days: 900,
      rows: [
        ['Kajal Pencil', '1 pc 165', 'kohl, काजल', 'Smudge-proof for the day, off with oil.'],
        ['Matte Lipstick Rosewood', '1 pc 345', 'lipstick', 'Transfer-proof and not drying.'],
        ['Strawberry Lip Balm', '5 g 140', 'lips', 'Beeswax balm with a tint.'],
        ['Nail Polish Maroon', '9 ml 99', 'nail paint', 'Quick dry, free of toluene.'],
        ['Bindi Pack', '60 pcs 40', 'tikli, बिंदी', 'Maroon velvet dots in three sizes.', { gst: 0 }],
      ],
    },
  ],
}
