import { expect, it } from 'vitest'
import { addressOf, isS3, parseS3 } from '../../src/s3/address.js'

it('takes addresses apart and puts them together', () => {
  expect(['s3://a/b', 's3:/a', '/s3://a', 'S3://a'].map(isS3)).toEqual([true, false, false, false])
  const etag = '0123456789abcdef0123456789abcdef'
  for (const place of [
    { bucket: 'images', key: 'a/b c#1.png' },
    { bucket: 'images', key: '' },
    { bucket: 'images', key: 'a/b#.png', etag },
    { bucket: 'images', key: 'a.png', etag: `${etag}-12` },
  ])
    expect(parseS3(addressOf(place))).toEqual(place)
  expect(parseS3('s3://images')).toEqual({ bucket: 'images', key: '' })
})

it.each(['s3://', 's3:///a.png'])('refuses %s', (address) => {
  expect(() => parseS3(address)).toThrow(
    `[@spad/node] \`${address}\` names no bucket: an address in S3 is s3://BUCKET/KEY.`,
  )
})
