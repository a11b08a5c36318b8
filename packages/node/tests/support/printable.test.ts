import { expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { printable } from '../../src/support/printable.js'

it.each([
  ['\x1b[2Jgone', '\\u001b[2Jgone'],
  ['\x9b31m', '\\u009b31m'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['a\rb\0', 'a\\u000db\\u0000'],
  ['Größe\t1\n½ …', 'Größe\t1\n½ …'],
])('%j is printed as %j', (text, printed) => {
  expect(printable(text)).toBe(printed)
})

it('keeps a name from commanding the terminal', async () => {
  let said = ''
  const terminal = {
    out: () => undefined,
    err: (text: string) => void (said += text),
    interactive: false,
    env: {},
  }
  expect(
    await main(['segment', '--model', 'x\x1b]0;title\x07', '--out', 'o', 'y.png'], terminal),
  ).toBe(2)
  expect(said).not.toContain('\x1b')
  expect(await main(['info', '--model', '/no\x1b[31mwhere'], terminal)).toBe(2)
  expect(said).toContain('`/no\\u001b[31mwhere` does not exist')
  expect(said).not.toContain('\x1b')
})
