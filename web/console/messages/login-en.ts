/** What the login page says. */
export const loginEn = {
  'console.title': 'Tokri console',
  'console.name': 'Console',
  'login.title': 'Staff log in',
  'login.login': 'Log in',
  'login.demo': 'Demo city: log in as',
  'login.noStaff': 'This account has no access to the console.',
  'login.otherAccount': 'Use another account',
  'role.admin': 'Admin',
  'role.manager': 'Store manager',
  'role.support': 'Support',
  'role.picker': 'Picker',
} as const
