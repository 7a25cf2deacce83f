import { api, type Body } from './http.ts'

export const getWebPushKey = () => api('GET /v1/web-push')
export const listPushDevices = () => api('GET /v1/me/devices')
export const addWebDevice = (body: Body<'POST /v1/me/devices/web'>) => api('POST /v1/me/devices/web', { body })
export const removePushDevice = (id: string) => api('DELETE /v1/me/devices/{id}', { path: { id } })
