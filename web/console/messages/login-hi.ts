import type { TableLike } from '../../shared/i18n/i18n.tsx'
import type { loginEn } from './login-en.ts'

export const loginHi: TableLike<typeof loginEn> = {
  'console.title': 'टोकरी कंसोल',
  'console.name': 'कंसोल',
  'login.title': 'कर्मचारी लॉग इन',
  'login.login': 'लॉग इन',
  'login.demo': 'डेमो शहर: इस रूप में लॉग इन करें',
  'login.noStaff': 'इस खाते को कंसोल देखने की अनुमति नहीं।',
  'login.otherAccount': 'दूसरा खाता लें',
  'role.admin': 'एडमिन',
  'role.manager': 'स्टोर प्रबंधक',
  'role.support': 'सहायता',
  'role.picker': 'पिकर',
}
