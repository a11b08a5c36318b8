import { fail } from '@spad/core'

/** What an address names: an object, or where its key ends in `/` (or is empty) what would be a folder. */
export interface S3Place {
  readonly bucket: string
  readonly key: string
  /** The checksum by which an object was found, its ETag: another object under its key is another one. */
  readonly etag?: string
}

/** Whether a place is one in S3, `s3://BUCKET/KEY`, and no file. */
export function isS3(place: string): boolean {
  return place.startsWith('s3://')
}

/** @throws SpadError if an address names no bucket, or holds a key, which is not repeated. */
export function parseS3(address: string): S3Place {
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(address) ?? []
  if (bucket === '')
    fail('node', `\`${address}\` names no bucket: an address in S3 is s3://BUCKET/KEY.`)
  if (bucket.includes('@'))
    fail(
      'node',
      'an address in S3 has an `@` where its bucket is named: keys are taken from AWS_ACCESS_KEY_ID and ' +
        'AWS_SECRET_ACCESS_KEY alone. Leave them out: s3://BUCKET/KEY.',
    )
  const [, key = rest, etag] = /^(.*)#([\da-f]{32}(?:-\d+)?)$/s.exec(rest) ?? []
  return { bucket, key, ...(etag !== undefined && { etag }) }
}

/** The address of a place, its checksum after `#`. */
export function addressOf({ bucket, key, etag }: S3Place): string {
  return `s3://${bucket}/${key}${etag === undefined ? '' : `#${etag}`}`
}

/** A place without a checksum, as a user knows it. */
export function bareAddress(place: string): string {
  if (!isS3(place)) return place
  const { bucket, key } = parseS3(place)
  return addressOf({ bucket, key })
}
