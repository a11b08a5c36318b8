// @ts-check
// Small files that unpack to gigabytes, or claim to: read or refused in bounded time and memory.
import process from 'node:process'
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { SpadError } from '@spad/core'
import { decodePng, decodeTiff, readScan } from '@spad/formats'
import { ownFiles, ownSlice } from '../../packages/formats/tests/own-files.js'
import { nrrdHeader } from './byte-readers.mjs'
import { deflated } from './deflated.mjs'
import { workingTime } from './working-time.mjs'

/** Milliseconds of work. */
const PATIENCE = 5000
const ROOM = 1500

/** @param {import('./soak.mjs').Soak} soak */
export async function bombs({ check, tell }) {
  for (const [name, bomb] of Object.entries(await makeBombs())) {
    const before = process.resourceUsage().maxRSS
    const worked = workingTime()
    let answer = 'read'
    try {
      await bomb()
    } catch (error) {
      answer = error instanceof SpadError ? `refused: ${error.problem}` : `failed: ${String(error)}`
    }
    const took = worked()
    const grown = (process.resourceUsage().maxRSS - before) / 1024
    check(!answer.startsWith('failed'), `${name}: ${answer}`)
    check(took < PATIENCE, `${name}: it took ${took.toFixed(0)} ms (${answer})`)
    check(grown < ROOM, `${name}: it took ${grown.toFixed(0)} MiB (${answer})`)
    tell(`${name}: ${took.toFixed(0)} ms, ${grown.toFixed(0)} MiB, ${answer.slice(0, 90)}`)
  }
}

/** @returns {Promise<Record<string, () => unknown>>} */
async function makeBombs() {
  const zeros = Buffer.alloc(2 ** 28)
  const member = gzipSync(zeros)
  const many = Buffer.concat([member, member, member, member, member, member, member, member])
  const scan = (/** @type {string} */ name, /** @type {Uint8Array} */ bytes) => () =>
    readScan([{ name, bytes: new Uint8Array(bytes) }])
  const packed = deflateSync(zeros)
  const nifti = (await ownFiles()).nifti?.[0]?.bytes ?? new Uint8Array()
  return {
    'gzip, 2 GiB of zeros': scan('a.nii.gz', many),
    'gzip, a NIfTI and 2 GiB more': scan('a.nii.gz', Buffer.concat([gzipSync(nifti), many])),
    'gzip in gzip': scan('a.nii.gz', gzipSync(gzipSync(many))),
    'NRRD, a gzip of more than it says': scan(
      'a.nrrd',
      Buffer.concat([Buffer.from(nrrdHeader('gzip')), many]),
    ),
    'NRRD of terabytes': scan(
      'a.nrrd',
      Buffer.concat([Buffer.from(nrrdHeader('gzip', '99999 99999 99')), member]),
    ),
    'DICOM, deflated 256 MiB': scan('a.dcm', deflated(Buffer.concat([ownSlice(0), zeros]))),
    'PNG of 60,000 x 60,000': () => decodePng(pngOf(60_000, 60_000, packed)),
    'PNG, more data than pixels': () => decodePng(pngOf(8, 8, packed)),
    'TIFF, directories in a circle': () => decodeTiff(tiffOf(8)),
    'TIFF, 100,000 directories': () => decodeTiff(tiffOf(0, 100_000)),
  }
}

/** @param {number} width @param {number} height @param {Uint8Array} data */
function pngOf(width, height, data) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const chunk = (/** @type {string} */ type, /** @type {Uint8Array} */ content) => {
    const body = Buffer.concat([Buffer.from(type), content])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(content.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const start = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  const chunks = [chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]
  return new Uint8Array(Buffer.concat([start, ...chunks]))
}

/** Directories of no entry; the last one leads to `next`. @param {number} next */
function tiffOf(next, count = 1) {
  const file = Buffer.alloc(8 + 6 * count)
  file.write('II*\0', 'latin1')
  file.writeUInt32LE(8, 4)
  for (let i = 0; i < count; i++)
    file.writeUInt32LE(i === count - 1 ? next : 8 + 6 * (i + 1), 8 + 6 * i + 2)
  return new Uint8Array(file)
}
