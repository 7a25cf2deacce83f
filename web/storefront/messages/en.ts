/** What the first page says, and what stands around every page. */
export const en = {
  'header.home': 'Tokri, home',
  'header.deliverTo': 'Deliver to:',
  'header.choosePlace': 'Choose where to deliver',
  'header.unserved': 'Not here yet',
  'header.later': 'By delivery window',
  'header.failed': 'No answer',
  'header.login': 'Log in',
  'header.account': 'Account:',
  'header.cart': { one: 'Cart: {count} item, {total}', other: 'Cart: {count} items, {total}' },
  'header.cartEmpty': 'Cart: empty',
  'header.cartShort': 'Cart',

  'footer.about':
    'Fresh groceries and daily needs from the shop round the corner, at your door in minutes. Open source.',

  'home.title': 'Tokri: groceries in minutes',
  'home.later': 'Your basket, when you choose',
  'home.promiseBefore': 'Your basket, in',
  'home.promiseUnit': { one: 'minute', other: 'minutes' },
  'home.from': 'From {store}, {distance} away',
  'home.choosePlace': 'Set your exact address',
  'home.categories': 'Shop by category',
  'home.buyAgain': 'Buy again',
  'home.seeAll': 'See all',
  'home.deals': 'Best prices today',
  'home.recentlySeen': 'You looked at',

  'search.label': 'Search products',
  'search.placeholder': 'Search for atta, milk, mangoes…',
  'search.clear': 'Clear the search',
  'search.recent': 'Recent searches',
  'search.forget': 'Forget',
  'search.suggestions': 'Suggestions',
  'search.forgetOne': 'Forget “{text}”',

  'suggest.brand': 'Brand',
  'suggest.category': 'Category',

  'cart.promise': 'At your door in {minutes}',
  'cart.shop': 'Start shopping',
  'cart.items': { one: '{count} item', other: '{count} items' },
  'cart.view': 'View cart',
  'cart.savedShort': '{amount} saved',
  'cart.moved': 'Another store brings this now. Your cart has its prices.',
  'cart.movedWithout': {
    one: 'Another store serves this place. It does not sell one thing in your cart.',
    other: 'Another store serves this place. It does not sell {count} things in your cart.',
  },
  'cart.correctedSoldOut': '{name} has just sold out. It is out of your cart.',
  'cart.correctedStock': 'Only {count} of {name} left: your cart has {count} now.',
  'cart.correctedLimit': 'At most {count} of {name} in an order.',

  'coupon.applied': '{code} applied',
  'coupon.offers': 'Offers for you',
  'coupon.use': 'Use {code}',
  'coupon.from': 'On orders from {from}',
  'coupon.cartFirst': 'Put something into your cart first, then {code} can be used.',

  'order.promised': 'Promised by {time}',

  'orders.underWay': 'Orders under way',

  'notFound.title': 'There is nothing here',
  'notFound.help': 'The page may have moved, or the product is no longer sold.',
  'notFound.home': 'To the home page',

  'offline.since': 'You are offline. This is how things were at {time}.',

  'app.newVersion': 'There is a new version of Tokri.',
  'app.reload': 'Load it',
  'app.install': 'Put Tokri on your home screen: opens at once, works offline.',
  'app.installDo': 'Install',
  'app.notNow': 'Not now',
} as const
