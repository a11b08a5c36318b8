import { createHash } from 'node:crypto'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { fail, type ReadFile } from '@spad/core'
import { addressOf, parseS3, type S3Place } from './address.js'
import { asked } from './client.js'
import { bareTag } from './list-s3.js'

/** More than any file of a model, or a picture, has. */
export const MOST_BYTES = 2 ** 30

/**
 * Reads an object. Where its address holds a checksum it must still have it, and its content is compared with
 * it, unless S3 made it of several parts or keeps the object under a key of its own.
 *
 * @throws SpadError if it cannot be read, is another one by now, or far too large.
 */
export async function readS3(address: string): Promise<Uint8Array> {
  const place = parseS3(address)
  const { data, digest } = await asked(place, async ({ aws, client }) => {
    const { Body, ...about } = await client.send(
      new aws.GetObjectCommand({
        Bucket: place.bucket,
        Key: place.key,
        ...(place.etag !== undefined && { IfMatch: `"${place.etag}"` }),
      }),
    )
    refuseLarge(place, about.ContentLength ?? 0)
    return {
      data: (await Body?.transformToByteArray()) ?? new Uint8Array(),
      digest: contentDigest(about),
    }
  })
  if (digest !== undefined && md5(data) !== digest)
    fail('node', `\`${shown(place)}\` came damaged: its checksum is another. Try again.`)
  return data
}

/** The MD5 of an object's content, where what S3 says of it tells that. */
export function contentDigest(
  about: Pick<GetObjectCommandOutput, 'ETag' | 'ServerSideEncryption' | 'SSECustomerAlgorithm'>,
): string | undefined {
  const etag = bareTag(about.ETag)
  const { ServerSideEncryption: encryption = 'AES256', SSECustomerAlgorithm: own } = about
  const isDigest = encryption === 'AES256' && own === undefined && /^[\da-f]{32}$/.test(etag)
  return isDigest ? etag : undefined
}

/** Reads the files of a folder in S3 by their plain names. */
export function s3Reader(folder: string): ReadFile {
  return (name) => readS3(`${folder}/${name}`)
}

/** Whether an object is there. @throws SpadError if S3 cannot be asked. */
export async function isInS3(address: string): Promise<boolean> {
  return (await taggedInS3(address)) !== undefined
}

/** An object's address with its checksum; undefined where it is not there. @throws SpadError if S3 cannot be asked. */
export async function taggedInS3(address: string): Promise<string | undefined> {
  const { bucket, key } = parseS3(address)
  return await asked({ bucket, key }, async ({ aws, client }) => {
    try {
      const { ETag } = await client.send(new aws.HeadObjectCommand({ Bucket: bucket, Key: key }))
      return addressOf({ bucket, key, etag: bareTag(ETag) })
    } catch (error) {
      if ((error as Error).name === 'NotFound') return undefined
      throw error
    }
  })
}

/** The first bytes of an object, all of them where it has no more. @throws SpadError as {@link readS3}. */
export async function readHeadOfS3(address: string, bytes: number): Promise<Uint8Array> {
  const place = parseS3(address)
  return await asked(place, async ({ aws, client }) => {
    const { Body } = await client.send(
      new aws.GetObjectCommand({
        Bucket: place.bucket,
        Key: place.key,
        Range: `bytes=0-${bytes - 1}`,
      }),
    )
    return (await Body?.transformToByteArray()) ?? new Uint8Array()
  })
}

function refuseLarge(place: S3Place, bytes: number): void {
  if (bytes > MOST_BYTES)
    fail('node', `\`${shown(place)}\` has ${bytes} bytes: no more than ${MOST_BYTES} are read.`)
}

const shown = ({ bucket, key }: S3Place): string => addressOf({ bucket, key })
const md5 = (data: Uint8Array): string => createHash('md5').update(data).digest('hex')
