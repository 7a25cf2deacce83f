import type { Aisle } from '../aisle.ts'

const baked = {
  storage: 'Ambient',
  diet: 'Vegetarian',
  gst: 500,
  days: 180,
  allergens: 'Wheat (gluten), milk',
} as const

export const biscuits: Aisle = {
  name: 'Biscuits & Cookies',
  shelves: [
    {
      ...baked,
      name: 'Tea Biscuits',
      brands: ['Crisplet', 'Chai Sathi', 'Golu Bakes'],
      rows: [
        [
          'Marie Biscuits',
          '120 g 20, 250 g 38, 1 kg 140',
          'chai biscuit, बिस्कुट',
          'Light, crisp rounds that hold together in chai.',
        ],
        [
          'Glucose Biscuits',
          '80 g 10, 250 g 30, 800 g 90',
          'milk biscuit',
          'Sweet everyday biscuits with milk and glucose.',
        ],
        ['Milk Rusk Biscuits', '200 g 40', 'toast, rusk', 'Biscuit-thin rusks with cardamom.'],
        ['Nice Coconut Biscuits', '150 g 30', 'nariyal biscuit', 'Sugar-topped biscuits with desiccated coconut.'],
        ['Atta Biscuits', '200 g 45', 'wheat biscuit', 'Whole wheat and jaggery in place of maida and sugar.'],
      ],
    },
    {
      ...baked,
      name: 'Cookies',
      brands: ['Golu Bakes', 'Crisplet', 'Oven & Oak'],
      rows: [
        ['Butter Cookies', '75 g 20, 200 g 50', 'makhan cookies', 'Short and crumbly with real butter.'],
        [
          'Choco Chip Cookies',
          '75 g 30, 200 g 75',
          'chocolate cookies',
          'Golden cookies with a fifth of their weight in chips.',
          { allergens: 'Wheat (gluten), milk, soya' },
        ],
        [
          'Cashew Cookies',
          '200 g 60',
          'kaju biscuit',
          'Bits of roasted cashew in a buttery dough.',
          { allergens: 'Wheat (gluten), milk, cashew' },
        ],
        ['Jeera Cookies', '200 g 55', 'khari jeera biscuit', 'Sweet and salt with whole cumin.'],
        ['Nankhatai', '250 g 110', 'नानखटाई, ghee biscuit', 'Ghee shortbread with cardamom, cracked on top.'],
        [
          'Almond Biscotti',
          '150 g 160',
          'twice baked, badam',
          'Twice-baked slices for coffee.',
          { allergens: 'Wheat (gluten), milk, almond, egg', diet: 'Contains egg' },
        ],
      ],
    },
    {
      ...baked,
      name: 'Cream & Wafers',
      brands: ['Crisplet', 'Chai Sathi', 'Toffee Tola'],
      rows: [
        [
          'Chocolate Cream Biscuits',
          '75 g 20, 120 g 30, 300 g 70',
          'sandwich biscuit',
          'Dark shells with vanilla cream.',
        ],
        ['Orange Cream Biscuits', '75 g 15, 150 g 27', 'santra cream', 'Two biscuits, one orange filling.'],
        [
          'Bourbon Biscuits',
          '100 g 25, 200 g 48',
          'chocolate sandwich',
          'Sugar-dusted cocoa fingers with chocolate cream.',
        ],
        ['Strawberry Wafers', '75 g 25, 150 g 45', 'wafer biscuit', 'Crisp sheets with a pink filling.'],
        ['Chocolate Wafer Rolls', '250 g 120', 'wafer sticks', 'Rolled wafers lined with chocolate.'],
      ],
    },
    {
      ...baked,
      name: 'Digestive & Crackers',
      brands: ['Crisplet', 'Golu Bakes', 'Millet Mitti'],
      rows: [
        [
          'Digestive Biscuits',
          '100 g 25, 250 g 62, 1 kg 220',
          'high fibre biscuit',
          'Coarse whole wheat with added bran.',
        ],
        [
          'Oats Digestive',
          '250 g 75',
          'oat biscuit',
          'A quarter oats, sweetened lightly.',
          { allergens: 'Wheat, oats (gluten), milk' },
        ],
        [
          'Ragi Biscuits',
          '150 g 70',
          'millet biscuit, nachni',
          'Finger millet and jaggery, no maida.',
          { allergens: 'Milk' },
        ],
        ['Salted Crackers', '120 g 25, 200 g 40', 'namkeen biscuit', 'Thin, flaky and just salted.'],
        ['Cheese Crackers', '100 g 35', 'cheese biscuit', 'Baked with cheddar powder.'],
      ],
    },
    {
      ...baked,
      name: 'Cakes & Khari',
      brands: ['Oven & Oak', 'Crumbwala', 'Pavvali'],
      days: 60,
      rows: [
        ['Eggless Vanilla Cake', '150 g 45, 300 g 85', 'sponge cake', 'Soft slice cake without egg.'],
        [
          'Fruit Cake',
          '150 g 50, 300 g 95',
          'tutti frutti, plum cake',
          'Sponge with tutti frutti and raisins.',
          { diet: 'Contains egg', allergens: 'Wheat (gluten), milk, egg' },
        ],
        [
          'Chocolate Muffins',
          '4 pcs 110',
          'cup cake',
          'Four moist muffins with a chocolate heart.',
          { diet: 'Contains egg', allergens: 'Wheat (gluten), milk, egg, soya', days: 15 },
        ],
        ['Khari Puff', '200 g 70', 'खारी, flaky puff', 'Layered salty puffs for tea.'],
        [
          'Walnut Brownie',
          '2 pcs 120',
          'chocolate brownie',
          'Fudgy squares with walnut.',
          { diet: 'Contains egg', allergens: 'Wheat (gluten), milk, egg, walnut', days: 15 },
        ],
      ],
    },
  ],
}
