import { expect, it } from 'vitest'
import { giveRoom, takeRoom } from '../../src/segmenting/spare-room.js'

it('gives room to one at a time, the largest that was given back, and whole', () => {
  // other tests of this process may have left some
  takeRoom()
  expect(takeRoom()).toBeUndefined()
  const large = new Float32Array(8)
  giveRoom(new Float32Array(4))
  giveRoom(large.subarray(0, 5))
  giveRoom(new Float32Array(6))
  const room = takeRoom()
  expect(room?.buffer).toBe(large.buffer)
  expect(room).toHaveLength(8)
  expect(takeRoom()).toBeUndefined()
})
