const HEADER = {
  type: 'uint8',
  dimension: '3',
  space: 'left-posterior-superior',
  sizes: '2 2 2',
  'space directions': '(1,0,0) (0,2,0) (0,0,3)',
  'space origin': '(4,5,6)',
  encoding: 'raw',
}

/** A small NRRD of eight voxels, with other fields. */
export function nrrdFile(
  changes: Readonly<Record<string, string>>,
  data: Uint8Array,
): { name: string; bytes: Uint8Array } {
  const fields = Object.entries({ ...HEADER, ...changes }).map(([key, value]) => `${key}: ${value}`)
  const head = new TextEncoder().encode(['NRRD0004', ...fields, '', ''].join('\n'))
  return { name: 'a.nrrd', bytes: new Uint8Array([...head, ...data]) }
}
