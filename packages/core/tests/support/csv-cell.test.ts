import { expect, test } from 'vitest'
import { csvCell } from '../../src/index.js'

test.each([
  ['plain', 'plain'],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['a,b', '"a,b"'],
  ['two\nlines', '"two\nlines"'],
  ['a=b', 'a=b'],
])('%j is the cell %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell)
})
