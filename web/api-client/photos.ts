import type { Photo } from './generated/api.d.ts'
import { offlineProblem, problemOf } from './problem.ts'
import { accessToken } from './session.ts'

export type { Photo } from './generated/api.d.ts'

/**
 * Sends a photo as the body of a POST, with progress from 0 to 1: what `fetch` cannot tell.
 * @throws ProblemError
 */
export async function sendPhoto(
  path: string,
  photo: Blob,
  { onProgress, signal }: { onProgress?: (part: number) => void; signal?: AbortSignal } = {},
): Promise<Photo> {
  const token = await accessToken()
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const request = new XMLHttpRequest()
  request.open('POST', path)
  request.setRequestHeader('content-type', photo.type)
  if (token) request.setRequestHeader('authorization', `Bearer ${token}`)
  request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0)
  request.onload = () => resolve(new Response(request.responseText, { status: request.status }))
  request.onerror = () => reject(offlineProblem())
  request.onabort = () => reject(signal?.reason ?? offlineProblem())
  signal?.addEventListener('abort', () => request.abort(), { once: true })
  request.send(photo)
  const response = await promise
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Photo
}

/**
 * A photo that only its people may see, as an address for `<img>`; an image element itself cannot say who asks.
 * Give it back with `URL.revokeObjectURL`.
 * @throws ProblemError
 */
export async function loadPhoto(path: string, signal?: AbortSignal): Promise<string> {
  const token = await accessToken()
  const response = await fetch(path, { headers: token ? { authorization: `Bearer ${token}` } : {}, signal }).catch(
    (error: unknown) => {
      if (signal?.aborted) throw error
      throw offlineProblem()
    },
  )
  if (!response.ok) throw await problemOf(response)
  return URL.createObjectURL(await response.blob())
}
