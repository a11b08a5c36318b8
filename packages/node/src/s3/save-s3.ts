import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { addAbortSignal, Readable } from 'node:stream'
import { unlessUnsupported } from '../files/atomic.js'
import { explainIo, ioCode } from '../files/explain-io.js'
import { temporaryBeside } from '../files/temporary.js'
import { addressOf, type S3Place } from './address.js'
import { asked, CURES } from './client.js'
import { contentDigest } from './read-s3.js'
import { StorageAway } from './storage-away.js'

/** How often an object is asked for whose connection breaks. */
const TRIES = 3

export interface SaveOptions {
  /** How many it must have. */
  readonly bytes: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Copies an object that was found by its checksum into a file, which is there whole or not at all.
 *
 * @throws SpadError if it is another one by now, comes damaged, or cannot be read or written.
 */
export async function saveS3(place: S3Place, file: string, options: SaveOptions): Promise<void> {
  for (let left = TRIES - 1; ; left--)
    try {
      await saveOnce(place, file, options)
      return
    } catch (error) {
      options.signal?.throwIfAborted()
      if (left === 0 || !(error instanceof StorageAway)) throw error
    }
}

async function saveOnce(
  { bucket, key, etag = '' }: S3Place,
  file: string,
  { bytes, signal }: SaveOptions,
): Promise<void> {
  const place = { bucket, key }
  // many listen to one signal
  const own = signal && AbortSignal.any([signal])
  const answer = await asked(
    place,
    ({ aws, client }) => {
      const question = { Bucket: bucket, Key: key, IfMatch: `"${etag}"` }
      return client.send(new aws.GetObjectCommand(question), { abortSignal: own })
    },
    'read',
    CHANGED,
  )
  // its end is not the client's to watch any more
  const body = Readable.from((answer.Body ?? []) as AsyncIterable<Buffer>)
  if (own) addAbortSignal(own, body)
  const draft = temporaryBeside(file, 'new')
  const came = meter()
  try {
    const written = await open(draft, 'wx', 0o444)
    try {
      for await (const piece of body as AsyncIterable<Buffer>) {
        came.add(piece)
        await written.appendFile(piece)
      }
      await written.sync().catch(unlessUnsupported)
    } finally {
      await written.close()
    }
    came.check(place, bytes, contentDigest(answer))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    if (error instanceof StorageAway || ioCode(error) !== undefined)
      throw explainIo(error, file, 'written')
    throw away(place, 'the connection breaks')
  }
}

const CHANGED = {
  ...CURES,
  PreconditionFailed: 'it has changed while the data set was copied: call this again',
}

/** Counts what comes, and makes its checksum. */
function meter() {
  const hash = createHash('md5')
  let length = 0
  return {
    add(piece: Buffer): void {
      hash.update(piece)
      length += piece.length
    },
    check(place: S3Place, bytes: number, digest: string | undefined): void {
      if (length !== bytes || (digest !== undefined && hash.digest('hex') !== digest))
        throw away(place, 'it comes damaged')
    },
  }
}

function away(place: S3Place, why: string): StorageAway {
  return new StorageAway('node', `\`${addressOf(place)}\` could not be read: ${why}. Try again.`)
}
