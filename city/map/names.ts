import type { Random } from './random.ts'

const people =
  'Tagore,Tilak,Vivekananda,Kabir,Tulsidas,Premchand,Sarojini Naidu,Aurobindo,Raman,Bose,Bhabha,Kalam,Azad,Lajpat Rai,Chandrashekhar,Savitribai Phule,Jyotiba Phule,Shivaji,Maharana Pratap,Akbar,Ashoka,Chanakya,Kalidasa,Ramanujan,Visvesvaraya,Radhakrishnan,Rajendra Prasad,Zakir Husain,Indira,Lal Bahadur Shastri,Mirabai,Guru Nanak,Buddha,Mahavir,Dayanand,Ahilyabai,Tansen,Ghalib,Surdas,Birsa Munda,Dadabhai Naoroji,Gokhale,Malaviya,Nivedita,Annie Besant,Kasturba,Vinoba Bhave,Periyar,Subramania Bharati,Bankim,Sarabhai'.split(
    ',',
  )
const trees =
  'Neem,Peepal,Gulmohar,Ashok,Kadamb,Banyan,Tamarind,Mango,Jamun,Amaltas,Champa,Chameli,Mogra,Kewra,Parijat,Palash,Sandal,Tulsi,Lotus,Jasmine,Kaner,Bakul,Semal,Deodar,Shisham,Mahua,Imli,Bel,Khajur,Juhi'.split(
    ',',
  )
const trades =
  'Sarafa,Kasera,Sabzi,Gur,Bartan,Kapda,Chudi,Lohar,Kumhar,Halwai,Attar,Namak,Kirana,Patang,Moti,Dhan,Mithai,Pansari,Jauhari,Rangrez,Darzi,Mochi,Teli,Tamboli,Bhadbhuja,Phool,Kagaz,Chandni,Resham,Ghanta'.split(
    ',',
  )
const landmarksOfStreets =
  'Temple,Mill,College,Court,Old Post Office,Hospital,Water Tank,Clock Tower,Cinema,Stadium,Tehsil,Collectorate,Church,Gurudwara,Jama Masjid,Town Hall,Library,Museum,Fort,Palace,Dairy,Nursery,Airstrip,Power House,Old Jail'.split(
    ',',
  )

export const neighbourhoodNames =
  'Civil Lines,Lakshmi Nagar,Shanti Colony,Model Town,Gandhi Nagar,Sadar Bazaar,Rajendra Nagar,Ashok Vihar,Green Park,Saraswati Vihar,Patel Nagar,Indira Colony,Vasant Kunj,Krishna Nagar,Ram Bagh,Shivaji Park,Nehru Colony,Anand Vihar,Hanuman Tekri,Tilak Nagar,Sai Nagar,Ganesh Peth,Malviya Nagar,Surya Nagar,Arera Hills,Gulmohar Colony,Vijay Nagar,Jawahar Nagar,Raj Nagar,Pratap Nagar,Kamla Nagar,Mohan Nagar,Azad Nagar,Subhash Nagar,Ravi Nagar,Ambika Vihar,Teachers Colony,Railway Colony,Officers Enclave,Silver Oaks,Lotus Enclave,Chandan Vihar,Mayur Vihar,Prem Nagar,Janki Nagar'.split(
    ',',
  )
export const oldTownNames = 'Purani Basti,Sarafa Bazaar,Lal Darwaza,Kotwali,Ghantaghar'.split(',')
export const industrialNames = 'Udyog Nagar,Transport Nagar,Mandideep Estate'.split(',')

export type StreetStyle = 'old' | 'planned' | 'suburb' | 'industrial'

const suffixes: Record<StreetStyle, { main: string[]; side: string[]; stems: string[] }> = {
  old: {
    main: ['Bazaar Road', 'Road'],
    side: ['Gali', 'Gali', 'Katra', 'Mohalla Lane'],
    stems: [...trades, ...trades, ...people],
  },
  planned: { main: ['Marg', 'Road', 'Avenue'], side: ['Street', 'Lane', 'Path', 'Marg'], stems: [...people, ...trees] },
  suburb: {
    main: ['Road', 'Marg'],
    side: ['Lane', 'Path', 'Street', 'Road'],
    stems: [...trees, ...people, ...landmarksOfStreets],
  },
  industrial: {
    main: ['Industrial Road', 'Mill Road'],
    side: ['Udyog Marg', 'Godown Lane', 'Shed Road'],
    stems: [...trades, ...people],
  },
}

/** Gives every street a name of its own, of the kind that its part of the city has. */
export function createStreetNames(random: Random) {
  const taken = new Set<string>()
  return (style: StreetStyle, rank: 'main' | 'side'): string => {
    const { stems } = suffixes[style]
    for (let tries = 0; ; tries++) {
      const base = `${random.pick(stems)} ${random.pick(suffixes[style][rank])}`
      // When the good ones run out, streets are numbered, as everywhere: "2nd Neem Lane".
      const name = tries < 30 ? base : `${ordinal(2 + Math.floor((tries - 30) / 10))} ${base}`
      if (taken.has(name)) continue
      taken.add(name)
      return name
    }
  }
}

const ordinal = (n: number) => `${n}${n === 2 ? 'nd' : n === 3 ? 'rd' : 'th'}`
