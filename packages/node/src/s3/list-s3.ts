import { parseS3 } from './address.js'
import { asked } from './client.js'

/** An object of a folder. */
export interface FoundInFolder {
  readonly key: string
  readonly etag: string
  readonly bytes: number
}

/**
 * The objects of a folder, by name; S3 gives a thousand at a time.
 *
 * @param folder Its address, which ends in `/`.
 * @param options `deeper`: also those of folders in it.
 */
export async function listS3(
  folder: string,
  { deeper, signal }: { readonly deeper: boolean; readonly signal?: AbortSignal | undefined },
): Promise<FoundInFolder[]> {
  const place = parseS3(folder)
  return await asked(place, async ({ aws, client }) => {
    const found: FoundInFolder[] = []
    const question = {
      Bucket: place.bucket,
      Prefix: place.key,
      ...(!deeper && { Delimiter: '/' }),
    }
    for await (const page of aws.paginateListObjectsV2({ client }, question, {
      abortSignal: signal,
    }))
      for (const { Key: key = '', ETag, Size: bytes = 0 } of page.Contents ?? [])
        if (!key.endsWith('/')) found.push({ key, etag: bareTag(ETag), bytes })
    return found.sort((a, b) => (a.key < b.key ? -1 : 1))
  })
}

/** A checksum without the quotes that S3 sets it in. */
export function bareTag(etag = ''): string {
  return etag.replaceAll('"', '')
}
