import { basename } from 'node:path'
import { fail } from '@spad/core'
import { isPictureName } from '../data/list-cases.js'
import type { PassedOver } from '../data/passed-over.js'
import { addressOf, parseS3 } from './address.js'
import { asked } from './client.js'
import { bareTag, listS3 } from './list-s3.js'

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
  const all = await listS3(address, { deeper: false })
  const pictures = all.filter((one) => isPictureName(basename(one.key)))
  for (const one of all)
    if (!isPictureName(basename(one.key))) passedOver.add(address, basename(one.key))
  if (pictures.length === 0)
    fail('node', `\`${address}\` holds no PNG, JPEG or TIFF: a folder of images was expected.`)
  return { named: [], listed: pictures.map((one) => addressOf({ bucket, ...one })) }
}

async function named(bucket: string, key: string): Promise<string> {
  if (!isPictureName(basename(key)))
    fail(
      'node',
      `\`s3://${bucket}/${key}\` is no PNG, JPEG or TIFF, and no scan: name such, or folders of them, ` +
        's3://BUCKET/FOLDER/.',
    )
  return await asked({ bucket, key }, async ({ aws, client }) => {
    const { ETag } = await client.send(new aws.HeadObjectCommand({ Bucket: bucket, Key: key }))
    return addressOf({ bucket, key, etag: bareTag(ETag) })
  })
}
