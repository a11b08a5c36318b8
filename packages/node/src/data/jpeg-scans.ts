/** What a JPEG's frame header says of how its samples are coded. */
export interface JpegCoding {
  readonly bits: number
  /** The number of the marker, from 0; 0 to 2 are what all decoders know. */
  readonly process: number
}

/**
 * Finds a JPEG's frame header: its marker tells the process, its first byte the bits of a sample.
 *
 * Source: ITU-T T.81, table B.1 and B.2.2.
 */
export function jpegCoding(bytes: Uint8Array): JpegCoding | undefined {
  for (const { marker, at } of jpegSegments(bytes))
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { bits: bytes[at + 2] ?? 0, process: marker - 0xc0 }
  return undefined
}

/**
 * Counts a JPEG's scans, each of which a decoder goes over the whole picture for.
 *
 * Source: ITU-T T.81, annex B: markers begin with a byte of 255, which within a scan's own data is
 * followed by 0 or by a restart.
 */
export function countJpegScans(bytes: Uint8Array): number {
  let scans = 0
  for (const { marker } of jpegSegments(bytes)) if (marker === 0xda) scans++
  return scans
}

/** Markers that have a length, and where that stands. */
function* jpegSegments(bytes: Uint8Array): Generator<{ marker: number; at: number }> {
  for (let at = 2; at + 3 < bytes.length;) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at)
      if (at < 0) break
      continue
    }
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xd9) break
    if (marker === 0xff) at += 1
    else if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else {
      yield { marker, at: at + 2 }
      at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
    }
  }
}
