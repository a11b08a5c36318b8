// @ts-check
import { phantomClasses } from '@spad/core/phantoms'
import { decodePng, decodeTiff, readScan, readSegmentation } from '@spad/formats'
import { encodeLabelMap } from '@spad/node'
import charls from '@cornerstonejs/codec-charls'
import sharp from 'sharp'
import { gzipSync } from 'node:zlib'
import { encapsulated } from '../../packages/formats/tests/encapsulated.js'
import { FRAMES } from '../../packages/formats/tests/frames.js'
import { ownFiles, ownSlice } from '../../packages/formats/tests/own-files.js'
import { gzipIsSound, pngIsSound } from './checksums.mjs'
import { deflated } from './deflated.mjs'

/** @typedef {import('./mutations.mjs').Reader} Reader */

/** Readers of pictures and scans: each a file and what reads its bytes. @returns {Promise<Record<string, Reader>>} */
export async function byteReaders() {
  return { ...(await pictures()), ...(await scans()), ...(await dicoms()) }
}

/** @returns {Promise<Record<string, Reader>>} */
async function pictures() {
  const [height, width] = [12, 10]
  const labels = { data: Uint8Array.from({ length: 120 }, (_, i) => i % 2), height, width }
  const grey = sharp(Buffer.from(labels.data), { raw: { height, width, channels: 1 } })
  const colour = grey.clone().toColourspace('srgb')
  /** @param {import('sharp').TiffOptions} options */
  const tiff = async (options) => ({
    bytes: new Uint8Array(await grey.clone().tiff(options).toBuffer()),
    read: decodeTiff,
  })
  return {
    png: {
      bytes: await encodeLabelMap(labels, phantomClasses('chest')),
      read: decodePng,
      sound: pngIsSound,
    },
    'png colour, interlaced': {
      bytes: new Uint8Array(await colour.png({ progressive: true }).toBuffer()),
      read: decodePng,
      sound: pngIsSound,
    },
    'tiff lzw': await tiff({ compression: 'lzw' }),
    'tiff deflate': await tiff({ compression: 'deflate', predictor: 'horizontal' }),
    'tiff packbits': await tiff({ compression: 'packbits' }),
    'tiff tiled': await tiff({ compression: 'none', tile: true, tileWidth: 16, tileHeight: 16 }),
  }
}

/** @returns {Promise<Record<string, Reader>>} */
async function scans() {
  const files = await ownFiles()
  const plain = ['nifti', 'nifti gz', 'metaimage']
  /** @type {Record<string, Reader>} */
  const readers = {}
  for (const [kind, [file, ...others]] of Object.entries(files)) {
    if (!file) continue
    const read = plain.includes(kind) || kind === 'dicom series' ? readScan : readSegmentation
    readers[kind] = {
      bytes: file.bytes,
      read: (bytes) => read([{ ...file, bytes }, ...others]),
      ...(kind.endsWith('gz') && { sound: gzipIsSound }),
    }
  }
  const nrrd = (/** @type {string} */ encoding, /** @type {Uint8Array} */ data) => ({
    bytes: new Uint8Array(Buffer.concat([Buffer.from(nrrdHeader(encoding)), data])),
    read: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => readScan([{ name: 'a.nrrd', bytes }]),
  })
  const data = Uint8Array.from({ length: 120 }, (_, i) => i)
  return { ...readers, 'nrrd raw': nrrd('raw', data), 'nrrd gzip': nrrd('gzip', gzipSync(data)) }
}

/** @param {string} encoding */
export function nrrdHeader(encoding, sizes = '6 5 4') {
  return `NRRD0004
type: uint8
dimension: 3
space: left-posterior-superior
sizes: ${sizes}
space directions: (1,0,0) (0,1,0) (0,0,1)
kinds: domain domain domain
encoding: ${encoding}
space origin: (0,0,0)

`
}

/** DICOM in each transfer syntax. @returns {Promise<Record<string, Reader>>} */
async function dicoms() {
  const read = (/** @type {Uint8Array<ArrayBuffer>} */ bytes) =>
    readScan([{ name: 'a.dcm', bytes }], { allow: ['uneven-slices', 'missing-slices', 'tilt'] })
  const near = { syntax: '1.2.840.10008.1.2.4.81', frame: await nearLossless() }
  const reversible = { ...FRAMES.htj2k, syntax: '1.2.840.10008.1.2.4.203' }
  const lossy2000 = { ...FRAMES.jpeg2000, syntax: '1.2.840.10008.1.2.4.91' }
  const compressed = Object.entries({ ...FRAMES, near, reversible, lossy2000 }).map(
    ([name, { syntax, frame }]) => {
      const bits = name === 'jpegBaseline' ? 8 : name === 'rle' ? 16 : 12
      const frames = [typeof frame === 'string' ? Buffer.from(frame, 'base64') : frame]
      const bytes = encapsulated({ syntax, columns: 16, rows: 12, bits, frames })
      return [`dicom ${syntax} ${name}`, { bytes, read }]
    },
  )
  return {
    'dicom implicit': { bytes: ownSlice(0), read },
    'dicom deflated': { bytes: deflated(ownSlice(0)), read },
    ...Object.fromEntries(compressed),
  }
}

/** A frame whose samples may be 2 off. */
async function nearLossless() {
  const { JpegLSEncoder } = await charls()
  const encoder = new JpegLSEncoder()
  const frame = { width: 16, height: 12, bitsPerSample: 12, componentCount: 1 }
  const samples = Uint16Array.from({ length: 192 }, (_, i) => (i * 37) % 4096)
  encoder.getDecodedBuffer(frame).set(new Uint8Array(samples.buffer))
  encoder.setNearLossless(2)
  encoder.encode()
  const bytes = Buffer.from(encoder.getEncodedBuffer())
  encoder.delete()
  return bytes
}
