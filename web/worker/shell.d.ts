/** Made by `shell-files.ts` at the build: what the storefront needs to open without a connection. */
declare module 'virtual:shell' {
  export const version: string
  export const files: string[]
}
