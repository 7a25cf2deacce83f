import { adminRoutes } from './admin.ts'
import { categoryRoutes } from './categories.ts'
import { importRoutes } from './imports.ts'
import { photoRoutes } from './photos.ts'
import { pictureRoutes } from './pictures.ts'
import { shopRoutes } from './shop.ts'

export const routes = [
  ...shopRoutes,
  ...pictureRoutes,
  ...photoRoutes,
  ...adminRoutes,
  ...categoryRoutes,
  ...importRoutes,
]
