import type { FastifyReply } from 'fastify'
import { newId } from '../contracts/ids.ts'
import { Photo, type PhotoType, photoBytesMax, photos, photoTypes } from '../contracts/photos.ts'
import { type CleanPhoto, cleanPhoto } from './photo-formats.ts'
import type { SqlOrTx } from './sql.ts'

/**
 * Photos that people send, kept in a table of the service that they are for. Its migration:
 *
 *     create table <schema>.photos (
 *       id text primary key,
 *       owner text not null,
 *       type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
 *       bytes bytea not null check (octet_length(bytes) <= 3145728),
 *       width_px int not null,
 *       height_px int not null,
 *       created_at timestamptz not null,
 *       -- When it goes; null as long as what it belongs to.
 *       kept_until timestamptz
 *     );
 *     alter table <schema>.photos alter column bytes set storage external;
 *     create index photos_of_owner on <schema>.photos (owner);
 *     create index photos_due on <schema>.photos (kept_until) where kept_until is not null;
 *
 * Sent with a route of `...photoRoute`, whose body is the bytes themselves; served with `sendPhoto` by a route that has
 * found out that who asks may see it.
 */
export interface StoredPhoto {
  readonly id: string
  /** What it belongs to: the id of a user until it is used, of an order, a delivery or a product then. */
  readonly owner: string
  readonly type: PhotoType
  readonly bytes: Buffer
}

/** Spread into the shape of a route that takes a photo: `route({ method: 'POST', path, access, ...photoRoute }, …)`. */
export const photoRoute = {
  raw: true,
  takes: photoTypes,
  bodyLimit: photoBytesMax,
  answer: Photo,
  status: 201,
  rateLimit: { requests: 30, perS: 3600 },
} as const

/** Codes that a route with `photoRoute` may answer with, beside its own. */
export const photoProblems = ['photos/not-a-photo', 'photos/too-many-pixels', 'photos/too-many'] as const

/** The photos of one schema. */
export function photosOf(schema: string) {
  const table = (sql: SqlOrTx) => sql`${sql(schema)}.photos`
  const sinceThen = (sql: SqlOrTx, since: Date | null) => (since ? sql`and created_at >= ${since}` : sql``)
  return {
    /**
     * Takes a photo in, without whatever told of its maker and place.
     * @param keptUntilMs epoch ms; null as long as what it belongs to
     * @param max so many photos may this owner have, of those since an instant if one is given
     * @throws photos/not-a-photo, photos/too-many-pixels, photos/too-many
     */
    async add(
      sql: SqlOrTx,
      sent: Buffer,
      {
        owner,
        nowMs,
        keptUntilMs,
        max,
        since = null,
      }: { owner: string; nowMs: number; keptUntilMs: number | null; max: number; since?: Date | null },
    ): Promise<Photo> {
      const { type, bytes, widthPx, heightPx }: CleanPhoto = cleanPhoto(sent)
      const id = newId('photo')
      const { count } = await sql`
        insert into ${table(sql)} (id, owner, type, bytes, width_px, height_px, created_at, kept_until)
        select ${id}, ${owner}, ${type}, ${bytes}, ${widthPx}, ${heightPx}, ${new Date(nowMs)},
          ${keptUntilMs === null ? null : new Date(keptUntilMs)}::timestamptz
        where (select count(*) from ${table(sql)} where owner = ${owner} ${sinceThen(sql, since)}) < ${max}`
      if (count === 0) throw photos('photos/too-many')
      return { id, type, bytes: bytes.length, widthPx, heightPx }
    },

    async get(sql: SqlOrTx, id: string): Promise<StoredPhoto | null> {
      const [row] = await sql<StoredPhoto[]>`select id, owner, type, bytes from ${table(sql)} where id = ${id}`
      return row ? { ...row, bytes: Buffer.from(row.bytes) } : null
    },

    /** Ids of what an owner has, of those since an instant if one is given, oldest first. */
    async idsOf(sql: SqlOrTx, owner: string, since: Date | null = null): Promise<string[]> {
      const rows = await sql<{ id: string }[]>`
        select id from ${table(sql)} where owner = ${owner} ${sinceThen(sql, since)} order by id`
      return rows.map(({ id }) => id)
    },

    /**
     * Gives photos another owner: from whoever sent them to what they are about.
     * @returns false when one of them was not the first owner's; nothing has changed then if the transaction is left
     */
    async hand(
      sql: SqlOrTx,
      ids: readonly string[],
      { from, to, keptUntilMs }: { from: string; to: string; keptUntilMs: number | null },
    ): Promise<boolean> {
      if (ids.length === 0) return true
      const { count } = await sql`
        update ${table(sql)} set owner = ${to}, kept_until = ${keptUntilMs === null ? null : new Date(keptUntilMs)}::timestamptz
        where id = any(${ids as string[]}) and owner = ${from}`
      return count === new Set(ids).size
    },

    drop: (sql: SqlOrTx, owner: string) => sql`delete from ${table(sql)} where owner = ${owner}`,

    /** For a job: forgets photos whose time is over. @returns whether there may be more */
    async forget(sql: SqlOrTx, nowMs: number): Promise<boolean> {
      const limit = 200
      const { count } = await sql`
        delete from ${table(sql)} where id in (
          select id from ${table(sql)} where kept_until < ${new Date(nowMs)} limit ${limit})`
      return count === limit
    },
  }
}

/**
 * Answers with a photo. Nothing in it can act as a page, and no cache between keeps one that is not for everybody;
 * the browser's own asks each time whether its person still may see it.
 */
export function sendPhoto(
  reply: FastifyReply,
  photo: StoredPhoto,
  { audience, ifNoneMatch }: { audience: 'public' | 'private'; ifNoneMatch?: string | undefined },
): FastifyReply {
  const etag = `"${photo.id}"`
  reply
    .header('cache-control', audience === 'public' ? 'public, max-age=31536000, immutable' : 'private, no-cache')
    .header('etag', etag)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
  if (ifNoneMatch?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag)) return reply.code(304).send()
  const extension = photo.type.slice('image/'.length).replace('jpeg', 'jpg')
  return reply
    .header('content-disposition', `inline; filename="${photo.id}.${extension}"`)
    .type(photo.type)
    .send(photo.bytes)
}
