import type { Random } from './random.ts'

const families =
  'Gupta,Sharma,Agarwal,Jain,Patel,Verma,Yadav,Khan,Singh,Mishra,Joshi,Soni,Sahu,Tiwari,Malhotra,Ansari,Choudhary,Iyer,Nair,Das,Fernandes,Kapoor,Saxena,Rathore'.split(
    ',',
  )
const blessings =
  'Shri Ganesh,Annapurna,Sai,Balaji,Mahalakshmi,Shubham,Apna,Bharat,New,Royal,Krishna,Om,Jai Hind,Navjeevan,Sanjeevani,Anand,Star,Milan'.split(
    ',',
  )
const deities = 'Hanuman,Shiv,Durga,Ganesh,Radha Krishna,Ram,Sai,Kali,Saraswati,Shani'.split(',')
const saints =
  'Saint Mary,Holy Cross,Saraswati,Vidya Niketan,Gyan Bharati,Little Flower,Modern,Adarsh,Navyug,Bal Vikas,Sunrise'.split(
    ',',
  )

type Kind = { weight: number; tags: Record<string, string>; name: (random: Random) => string }

const kinds: Kind[] = [
  {
    weight: 16,
    tags: { shop: 'convenience' },
    name: (r) => `${r.pick(families)} ${r.pick(['Kirana Store', 'General Store', 'Provision Store'])}`,
  },
  {
    weight: 8,
    tags: { amenity: 'pharmacy' },
    name: (r) => `${r.pick([...blessings, ...families])} ${r.pick(['Medical Store', 'Medicos', 'Pharmacy'])}`,
  },
  {
    weight: 9,
    tags: { amenity: 'restaurant' },
    name: (r) => `${r.pick(blessings)} ${r.pick(['Bhojanalaya', 'Restaurant', 'Dhaba', 'Family Restaurant'])}`,
  },
  {
    weight: 6,
    tags: { amenity: 'cafe' },
    name: (r) =>
      r.pick(['Chai Adda', 'Filter Kaapi House', 'Kulhad Corner', 'Cutting Chai', 'The Tea Post', 'Irani Cafe']),
  },
  {
    weight: 6,
    tags: { shop: 'confectionery' },
    name: (r) => `${r.pick(families)} ${r.pick(['Mishthan Bhandar', 'Sweets', 'Namkeen & Sweets'])}`,
  },
  {
    weight: 5,
    tags: { shop: 'clothes' },
    name: (r) =>
      `${r.pick([...blessings, ...families])} ${r.pick(['Saree Centre', 'Textiles', 'Garments', 'Tailors'])}`,
  },
  {
    weight: 4,
    tags: { shop: 'mobile_phone' },
    name: (r) => `${r.pick([...blessings, ...families])} ${r.pick(['Mobiles', 'Telecom', 'Mobile Care'])}`,
  },
  { weight: 4, tags: { shop: 'hardware' }, name: (r) => `${r.pick(families)} Hardware & Sanitary` },
  {
    weight: 4,
    tags: { shop: 'hairdresser' },
    name: (r) => `${r.pick(blessings)} ${r.pick(['Hair Salon', 'Beauty Parlour'])}`,
  },
  { weight: 3, tags: { shop: 'stationery' }, name: (r) => `${r.pick(families)} Book Depot` },
  { weight: 3, tags: { shop: 'jewelry' }, name: (r) => `${r.pick(families)} Jewellers` },
  { weight: 3, tags: { shop: 'bakery' }, name: (r) => `${r.pick(blessings)} Bakery` },
  {
    weight: 4,
    tags: { amenity: 'bank' },
    name: (r) => r.pick(['Bharat Gramin Bank', 'Nagrik Sahakari Bank', 'Tokripur Urban Bank', 'Union Peoples Bank']),
  },
  {
    weight: 5,
    tags: { amenity: 'place_of_worship' },
    name: (r) =>
      r.pick([
        `${r.pick(deities)} Mandir`,
        `${r.pick(deities)} Mandir`,
        'Jama Masjid',
        'Gurudwara Sahib',
        'Saint Thomas Church',
        'Jain Mandir',
      ]),
  },
  {
    weight: 4,
    tags: { amenity: 'school' },
    name: (r) => `${r.pick(saints)} ${r.pick(['Public School', 'High School', 'Vidyalaya'])}`,
  },
  { weight: 4, tags: { amenity: 'clinic' }, name: (r) => `Doctor ${r.pick(families)}’s Clinic` },
  {
    weight: 2,
    tags: { tourism: 'hotel' },
    name: (r) => `Hotel ${r.pick([...blessings, 'Chandni', 'Palace View', 'Ghat View'])}`,
  },
  { weight: 2, tags: { amenity: 'fuel' }, name: (r) => `${r.pick(families)} Petrol Pump` },
  {
    weight: 1,
    tags: { amenity: 'cinema' },
    name: (r) => `${r.pick(['Alankar', 'Natraj', 'Apsara', 'Regal', 'Minerva'])} Talkies`,
  },
  { weight: 2, tags: { amenity: 'post_office' }, name: () => 'Post Office' },
  { weight: 1, tags: { amenity: 'police' }, name: () => 'Police Chowki' },
]
/** Each kind as often as it is common. */
const drawer = kinds.flatMap((kind) => new Array<Kind>(kind.weight).fill(kind))

/** Something with a shop sign: its tags, the name among them. */
export function makeBusiness(random: Random): Record<string, string> {
  const kind = random.pick(drawer)
  return { ...kind.tags, name: kind.name(random) }
}

const houses =
  'Shanti,Ganga,Yamuna,Surya,Lakshmi,Shivam,Satyam,Sundaram,Gokul,Vrindavan,Ashirwad,Prerna,Silver,Golden,Royal,Green,Lotus,Palm,Sai,Om'.split(
    ',',
  )

/** The name that a block of flats has over its gate. */
export const makeHouseName = (random: Random): string =>
  `${random.pick(houses)} ${random.pick(['Apartments', 'Residency', 'Heights', 'Enclave', 'Kunj', 'Niwas', 'Towers'])}`
