import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { SpadError } from '@spad/core'
import { addressOf, parseS3 } from './address.js'
import { asked } from './client.js'
import { StorageAway, StorageRefuses } from './storage-away.js'

/** A folder in S3, and the folder of files that is made into it. */
export interface PublishTo {
  readonly dir: string
  readonly folder: string
}

/** Says of an object in S3 what it was made of, as the mark in a PNG does. */
const MARK = 'spad'

/** An address of a folder, its `/` at the end. */
export function folderIn(address: string): string {
  const { bucket, key } = parseS3(address)
  return addressOf({ bucket, key: key === '' ? '' : key.replace(/\/*$/, '/') })
}

/**
 * Says early what would keep results from being written.
 *
 * @throws SpadError if the bucket is not there or the storage does not answer.
 */
export async function checkS3Folder(folder: string): Promise<void> {
  const place = parseS3(folder)
  await asked(
    place,
    async ({ aws, client }) => {
      const question = { Bucket: place.bucket, Prefix: place.key, MaxKeys: 1 }
      try {
        await client.send(new aws.ListObjectsV2Command(question))
      } catch (error) {
        // one may write where one may not list
        if (!['AccessDenied', 'Forbidden'].includes((error as Error).name)) throw error
      }
    },
    'written',
  )
}

/**
 * Puts results into a folder in S3 under their names below `dir`. Each object is whole or not there, and the last
 * one comes when the others are there, so that who waits for it finds them all.
 *
 * @param mark What they were made of; see {@link arePublished}.
 */
export async function publishToS3(
  files: readonly string[],
  { dir, folder, mark }: PublishTo & { readonly mark: string },
): Promise<void> {
  for (const file of files) await putS3(inFolder(file, dir, folder), await readFile(file), mark)
}

/** Whether all results are in a folder in S3, each made of this. */
export async function arePublished(
  files: readonly string[],
  { dir, folder, mark }: PublishTo & { readonly mark: string },
): Promise<boolean> {
  for (const file of files) if ((await markInS3(inFolder(file, dir, folder))) !== mark) return false
  return true
}

/** Where a file's object goes. */
export function inFolder(file: string, dir: string, folder: string): string {
  return folder + relative(dir, file).replaceAll('\\', '/')
}

/** What a result in S3 was made of; undefined where there is none, and of other objects. */
export async function markInS3(address: string): Promise<string | undefined> {
  const place = parseS3(address)
  return await asked(place, async ({ aws, client }) => {
    try {
      const question = { Bucket: place.bucket, Key: place.key }
      const { Metadata } = await client.send(new aws.HeadObjectCommand(question))
      return Metadata?.[MARK]
    } catch (error) {
      if ((error as Error).name === 'NotFound') return undefined
      throw error
    }
  })
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  json: 'application/json',
  dcm: 'application/dicom',
  gz: 'application/gzip',
}

/** Writes an object, at once or not at all. @throws SpadError if S3 does not take it. */
export async function putS3(
  address: string,
  data: Uint8Array | string,
  mark?: string,
): Promise<void> {
  const { bucket, key } = parseS3(address)
  const type = TYPES[key.split('.').at(-1) ?? '']
  try {
    await asked(
      { bucket, key },
      async ({ aws, client }) => {
        await client.send(
          new aws.PutObjectCommand({
            ...{ Bucket: bucket, Key: key, Body: data },
            ...(type !== undefined && { ContentType: type }),
            ...(mark !== undefined && { Metadata: { [MARK]: mark } }),
          }),
        )
      },
      'written',
    )
  } catch (error) {
    if (error instanceof StorageAway || !(error instanceof SpadError)) throw error
    throw new StorageRefuses('node', error.problem, { cause: error })
  }
}
