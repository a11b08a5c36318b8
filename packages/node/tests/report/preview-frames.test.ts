import { expect, test } from 'vitest'
import { cosine, pas } from '@spad/scheduler'
import { previewMoments } from '../../src/report/preview-frames.js'

test('a preview looks where there is noise, and at the end', () => {
  const soon = pas({ scd: cosine({ end: 0.25 }), bcd: cosine({ end: 0.4 }) })
  const rounded = (moments: number[]) => moments.map((moment) => Number(moment.toFixed(3)))
  expect(rounded(previewMoments(soon))).toEqual([0, 0.08, 0.16, 0.24, 0.32, 1])
  expect(rounded(previewMoments(() => ({ scd: 1 })))).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(previewMoments(() => ({ scd: 0, bcd: 0 })).at(-1)).toBe(1)
})
