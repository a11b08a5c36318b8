import { expect, test } from 'vitest'
import { parseJson } from '../../src/data/parse-json.js'

test('reads what JSON is, behind a byte order mark as well', () => {
  expect(parseJson('a.json', '\uFEFF{"a": {"b": [1, {"b": "x:{\\"b\\""}]}, "b": null}')).toEqual({
    a: { b: [1, { b: 'x:{"b"' }] },
    b: null,
  })
})

test('a key that an object has twice is refused, however it is written', () => {
  const message =
    '`a.json` has the key "lung" twice in one object: one of them would be passed over.'
  expect(() => parseJson('a.json', '{"labels": {"lung": 1, "heart": 2, "lung": 3}}')).toThrow(
    message,
  )
  expect(() => parseJson('a.json', '{"lung": [{"lung": 1}], "l\\u0075ng": 3}')).toThrow(message)
})

test('what is no JSON is refused', () => {
  expect(() => parseJson('a.json', '{')).toThrow('`a.json` is no valid JSON (SyntaxError')
})

test('a text of millions of letters is no trouble', () => {
  const long = '\\"x'.repeat(2_000_000)
  expect(parseJson('a.json', `{"a": "${long}", "b": 1}`)).toMatchObject({ b: 1 })
})
