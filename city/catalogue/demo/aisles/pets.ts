import type { Aisle } from '../aisle.ts'

export const petCare: Aisle = {
  name: 'Pet Care',
  shelves: [
    {
      name: 'Dog Food',
      brands: ['Tailo', 'Billi & Bruno'],
      brandsPerRow: 2,
      gst: 1800,
      days: 540,
      rows: [
        [
          'Adult Dog Food Chicken & Rice',
          '1 kg 295, 3 kg 845, 10 kg 2650',
          'kutta, kibble',
          'Dry food with 24% protein for grown dogs.',
        ],
        ['Puppy Food Chicken & Milk', '1 kg 325, 3 kg 930', 'pup, kibble', 'Small kibble with DHA, up to 12 months.'],
        ['Vegetarian Dog Food', '1 kg 270', 'veg kibble', 'Soya, carrot and rice for dogs in vegetarian homes.'],
        ['Dog Gravy Chicken Chunks', '80 g 42, 1.2 kg 590', 'wet dog food', 'Wet food to mix with dry.'],
      ],
    },
    {
      name: 'Cat Food',
      brands: ['Tailo', 'Billi & Bruno'],
      brandsPerRow: 2,
      gst: 1800,
      days: 540,
      rows: [
        ['Adult Cat Food Ocean Fish', '1 kg 365, 3 kg 1045', 'billi, kibble', 'With taurine for eyes and heart.'],
        ['Kitten Food Tuna', '450 g 195', 'billi ka bachcha', 'Small bites for 2 to 12 months.'],
        ['Cat Gravy Tuna in Jelly', '80 g 45, 960 g 520', 'wet cat food', 'Real flakes of tuna.'],
        ['Cat Litter Lavender', '5 kg 320, 10 kg 610', 'bentonite', 'Clumping clay that locks odour.'],
      ],
    },
    {
      name: 'Treats & Chews',
      brands: ['Tailo', 'Billi & Bruno'],
      brandsPerRow: 2,
      gst: 1800,
      days: 365,
      rows: [
        ['Dog Biscuits Milk Bone', '500 g 185, 1 kg 350', 'dog treat', 'Baked wheat bones, for training.'],
        ['Dog Dental Chew Sticks', '7 pcs 165', 'dog teeth', 'Ridged sticks against tartar.'],
        ['Chicken Jerky Dog Treat', '70 g 140', 'dog snack', 'Air-dried chicken strips.'],
        ['Creamy Cat Treat Salmon', '5 pcs 95', 'cat lick', 'Squeeze tubes cats come running for.'],
      ],
    },
    {
      name: 'Grooming & Accessories',
      brands: ['Billi & Bruno', 'Tailo'],
      brandsPerRow: 1,
      gst: 1800,
      rows: [
        ['Neem Dog Shampoo', '200 ml 210', 'kutta nahlana, tick', 'Against ticks and itching.', { days: 730 }],
        ['Dog Collar Nylon', '1 pc 185', 'patta', 'Adjustable, medium.'],
        ['Dog Leash', '1 pc 265', 'patta, rassi', 'Padded handle, 1.5 m.'],
        ['Steel Pet Bowl', '1 pc 240', 'dog bowl', 'Non-tip with a rubber ring.'],
        ['Squeaky Ball Dog Toy', '1 pc 130', 'dog ball', 'Natural rubber.'],
        ['Fish Food Pellets', '100 g 85', 'aquarium, machli dana', 'Floating pellets for small fish.', { days: 540 }],
        ['Bird Seed Mix', '500 g 95', 'chidiya dana, parrot', 'Millet, safflower and sunflower.', { days: 365 }],
      ],
    },
  ],
}
