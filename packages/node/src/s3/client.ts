import { createRequire } from 'node:module'
import type * as Aws from '@aws-sdk/client-s3'
import { fail } from '@spad/core'
import { locate } from '../backend/optional-package.js'
import { addressOf, type S3Place } from './address.js'
import { StorageAway } from './storage-away.js'

export type AwsS3 = typeof Aws

/** The package for S3, and a client as `AWS_*` variables and the user's AWS configuration say. */
export interface S3 {
  readonly aws: AwsS3
  readonly client: Aws.S3Client
}

const PACKAGE = '@aws-sdk/client-s3'

let opened: { readonly by: string; readonly s3: S3 } | undefined

/** One client, made anew where a variable has changed that says where S3 is, who asks and how. */
function client(): S3 {
  const said = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'))
  const by = JSON.stringify(said)
  if (opened?.by !== by) opened = { by, s3: open() }
  return opened.s3
}

function open(): S3 {
  const aws = loadAws()
  const { env } = process
  const elsewhere = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL
  // those who are not Amazon ask for a name of a region, and seldom for its own
  const region =
    env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? (elsewhere === undefined ? undefined : 'us-east-1')
  const client = new aws.S3Client({
    ...(region !== undefined && { region }),
    // a bucket's own host name is Amazon's way
    forcePathStyle: elsewhere !== undefined,
  })
  return { aws, client }
}

/** @throws SpadError if the package is not installed. */
function loadAws(): AwsS3 {
  const file = locate(PACKAGE)
  if (file === undefined)
    return fail('node', `\`${PACKAGE}\` is not installed. Run \`npm install ${PACKAGE}\`.`)
  return createRequire(import.meta.url)(file) as AwsS3
}

interface AwsError {
  readonly name?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** The reasons that a user can mend, by S3's names for them. */
export const CURES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket: check the address',
  NoSuchKey: 'there is no such object: check the address',
  NotFound: 'there is no such object: check the address',
  PreconditionFailed: 'it has changed since the work was made: make the work anew',
  AccessDenied: 'these credentials may not do that: check them and the bucket’s policy',
  Forbidden: 'these credentials may not do that: check them and the bucket’s policy',
  InvalidAccessKeyId: 'the access key is unknown there: check AWS_ACCESS_KEY_ID',
  SignatureDoesNotMatch: 'the secret is not the key’s: check AWS_SECRET_ACCESS_KEY',
  CredentialsProviderError:
    'there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
}

/**
 * Asks S3, and says what goes wrong by name alone: what comes with its errors may hold signatures and keys.
 *
 * @param cures What is said of what a user can mend.
 * @throws SpadError, a {@link StorageAway} where another try may help.
 */
export async function asked<T>(
  place: S3Place,
  ask: (s3: S3) => Promise<T>,
  doing: 'read' | 'written' = 'read',
  cures: Readonly<Record<string, string>> = CURES,
): Promise<T> {
  const s3 = client()
  try {
    return await ask(s3)
  } catch (error) {
    const { name = 'error', code, $metadata } = error as AwsError
    const status = $metadata?.httpStatusCode
    const address = `\`${addressOf({ bucket: place.bucket, key: place.key })}\``
    const cure = cures[name] ?? (status === 412 ? cures.PreconditionFailed : undefined)
    if (cure !== undefined)
      return fail('node', `${address} could not be ${doing}: ${cure} (${name}).`)
    const reason = code ?? (status === undefined ? name : `${name}, ${status}`)
    if (name === 'Error' || code !== undefined || status === undefined || status >= 500)
      throw new StorageAway(
        'node',
        `${address} could not be ${doing}: the storage does not answer (${reason}). Check AWS_ENDPOINT_URL_S3.`,
      )
    return fail('node', `${address} could not be ${doing} (${reason}).`)
  }
}
