import { basename } from 'node:path'
import { fail } from '@spad/core'
import { isPictureName } from '../data/list-cases.js'
import type { PassedOver } from '../data/passed-over.js'
import { addressOf, parseS3 } from './address.js'
import { asked } from './client.js'

/** What an address stands for, each with its checksum. */
export interface FoundInS3 {
  /** The object that it names. */
  readonly named: readonly string[]
  /** Pictures of the folder that it names: its own, not those of folders in it. */
  readonly listed: readonly string[]
}

/** @throws SpadError if there is nothing, or no picture. */
export async function findInS3(address: string, passedOver: PassedOver): Promise<FoundInS3> {
  const { bucket, key } = parseS3(address)
  if (key !== '' && !key.endsWith('/')) return { named: [await named(bucket, key)], listed: [] }
  const all = await listed(bucket, key)
  const pictures = all.filter((one) => isPictureName(basename(one.key)))
  for (const one of all)
    if (!isPictureName(basename(one.key))) passedOver.add(address, basename(one.key))
  if (pictures.length === 0)
    fail('node', `\`${address}\` holds no PNG, JPEG or TIFF: a folder of images was expected.`)
  return { named: [], listed: pictures.map((one) => addressOf({ bucket, ...one })) }
}

interface Found {
  readonly key: string
  readonly etag: string
}

async function named(bucket: string, key: string): Promise<string> {
  if (!isPictureName(basename(key)))
    fail(
      'node',
      `\`s3://${bucket}/${key}\` is no PNG, JPEG or TIFF: these are read from S3, and folders of them, ` +
        's3://BUCKET/FOLDER/. Copy scans to files first.',
    )
  return await asked({ bucket, key }, async ({ aws, client }) => {
    const { ETag } = await client.send(new aws.HeadObjectCommand({ Bucket: bucket, Key: key }))
    return addressOf({ bucket, key, etag: bare(ETag) })
  })
}

/** The objects right in a folder, by name; S3 gives a thousand at a time. */
async function listed(bucket: string, folder: string): Promise<Found[]> {
  return await asked({ bucket, key: folder }, async ({ aws, client }) => {
    const found: Found[] = []
    const question = { Bucket: bucket, Prefix: folder, Delimiter: '/' }
    for await (const page of aws.paginateListObjectsV2({ client }, question))
      for (const { Key = '', ETag } of page.Contents ?? [])
        if (!Key.endsWith('/')) found.push({ key: Key, etag: bare(ETag) })
    return found.sort((a, b) => (a.key < b.key ? -1 : 1))
  })
}

function bare(etag = ''): string {
  return etag.replaceAll('"', '')
}
