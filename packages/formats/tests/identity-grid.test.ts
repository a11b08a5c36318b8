import { expect, test } from 'vitest'
import { identityGrid } from '../src/identity-grid.js'

test('an image without geometry has millimetres for pixels', () => {
  expect(identityGrid(4, 3)).toEqual({
    size: [4, 3, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  })
})
