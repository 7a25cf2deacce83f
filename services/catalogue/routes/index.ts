import { adminRoutes } from './admin.ts'
import { pictureRoutes } from './pictures.ts'
import { shopRoutes } from './shop.ts'

export const routes = [...shopRoutes, ...pictureRoutes, ...adminRoutes]
