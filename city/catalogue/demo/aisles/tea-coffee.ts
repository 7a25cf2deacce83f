import type { Aisle } from '../aisle.ts'

const dry = { storage: 'Ambient', diet: 'Vegetarian', gst: 500, days: 365 } as const

export const teaAndCoffee: Aisle = {
  name: 'Tea, Coffee & Health Drinks',
  shelves: [
    {
      ...dry,
      name: 'Tea',
      brands: ['Patti Ghar', 'Bagaan No. 9', 'Sonekhet'],
      rows: [
        [
          'Assam CTC Tea',
          '250 g 135, 500 g 260, 1 kg 505',
          'chai patti, chai, चाय',
          'Strong granules for kadak milk tea.',
        ],
        ['Dust Tea', '250 g 105, 500 g 200', 'chai, dum tea', 'Fine dust that colours quickly, as in southern stalls.'],
        ['Masala Chai', '250 g 165', 'spiced tea, elaichi adrak', 'CTC leaf with cardamom, ginger and clove.'],
        ['Darjeeling Long Leaf', '100 g 290', 'first flush', 'Light muscatel leaf, to drink without milk.'],
        ['Tea Bags Classic', '25 pcs 70, 100 pcs 240', 'chai bags', 'Single-cup bags without staples.'],
      ],
    },
    {
      ...dry,
      name: 'Green & Herbal Tea',
      brands: ['Bagaan No. 9', 'Patti Ghar', 'Vaidyaroot'],
      rows: [
        ['Green Tea Bags', '25 pcs 145, 100 pcs 490', 'hari chai', 'Nilgiri green leaf, light and grassy.'],
        ['Tulsi Green Tea', '25 pcs 165', 'holy basil tea', 'Green leaf with three kinds of tulsi.'],
        ['Lemon Honey Green Tea', '25 pcs 170', 'nimbu shahad chai', 'With dried lemon peel and honey flavour.'],
        [
          'Kashmiri Kahwa',
          '100 g 260',
          'kehwa',
          'Green tea with saffron, almond and cinnamon.',
          { allergens: 'Almond' },
        ],
        [
          'Chamomile Infusion',
          '20 pcs 220',
          'caffeine free, sleep tea',
          'Whole flowers for the evening; no caffeine.',
          { origin: 'Egypt' },
        ],
      ],
    },
    {
      ...dry,
      name: 'Coffee',
      brands: ['Coorgi Lane', 'Bagaan No. 9', 'Sonekhet'],
      rows: [
        ['Instant Coffee', '50 g 165, 100 g 315', 'kaapi, coffee powder', 'Freeze-dried granules, all coffee.'],
        [
          'Filter Coffee Powder 80:20',
          '200 g 155, 500 g 370',
          'kaapi, degree coffee, chicory',
          'Dark roast with a fifth chicory for the brass filter.',
        ],
        ['Pure Filter Coffee Powder', '200 g 210', 'plantation a, kaapi', 'Arabica and robusta, no chicory.'],
        ['Ground Espresso Roast', '250 g 390', 'coffee, moka', 'Ground fine for moka pots and machines.'],
        ['Roasted Coffee Beans', '250 g 420', 'whole bean, arabica', 'Medium-roasted Chikmagalur arabica.'],
        ['Cold Brew Bags', '5 pcs 240', 'cold coffee', 'Steep one bag overnight in a bottle of water.'],
      ],
    },
    {
      ...dry,
      name: 'Health Drinks',
      brands: ['Growzo', 'Subah Bowl'],
      brandsPerRow: 2,
      allergens: 'Milk, barley (gluten)',
      rows: [
        [
          'Chocolate Malt Drink',
          '200 g 125, 500 g 275, 1 kg 525',
          'nutrition drink, malt',
          'Malted barley, milk solids and cocoa with iron and zinc.',
        ],
        ['Classic Malt Drink', '500 g 265', 'malted milk', 'Malt, wheat and milk, to stir into hot milk.'],
        ['Elaichi Malt Drink', '500 g 275', 'cardamom malt', 'The classic malt with cardamom.'],
        [
          "Women's Protein Drink",
          '400 g 395',
          'protein powder',
          'Milk protein with calcium and vitamin D.',
          { gst: 1800 },
        ],
        [
          'Drinking Chocolate',
          '200 g 165',
          'hot chocolate, cocoa',
          'Cocoa and sugar for a warm cup.',
          { allergens: 'May contain milk' },
        ],
      ],
    },
    {
      ...dry,
      name: 'Glucose & Instant Drinks',
      brands: ['Growzo', 'Nimboo Lane'],
      brandsPerRow: 2,
      rows: [
        [
          'Glucose Powder Orange',
          '125 g 38, 500 g 130',
          'instant energy',
          'Dextrose with vitamin C, stirred in cold water.',
          { gst: 1800 },
        ],
        ['Glucose Powder Plain', '200 g 45, 500 g 105', 'glucose', 'Plain dextrose with calcium.', { gst: 1800 }],
        ['Lemon Drink Powder', '200 g 70, 500 g 165', 'nimbu powder', 'Two spoons make a tall glass.'],
        ['Mango Drink Powder', '500 g 170', 'aam powder', 'Instant mango squash without cooking.'],
        [
          'Badam Drink Mix',
          '200 g 145',
          'badam powder, almond mix',
          'Almond, sugar and saffron for milk.',
          { allergens: 'Almond' },
        ],
      ],
    },
  ],
}
