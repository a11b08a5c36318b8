import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { fromSource, pngOf, randomImage, savedModel, temporaryFolder } from './server.js'

let dir: string
let place: string

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  place = await savedModel(dir)
}, 120_000)

const spad = fileURLToPath(new URL('../../node/tests/cli/spad.ts', import.meta.url))

interface Started {
  readonly child: ChildProcess
  readonly url: string
  readonly err: () => string
  readonly ended: Promise<number | null>
}

async function startSpad(...argv: string[]): Promise<Started> {
  const child = spawn(process.execPath, [...fromSource, spad, 'serve', ...argv])
  onTestFinished(() => void child.kill('SIGKILL'))
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => {
      resolve(text.trim())
    })
    void ended.then(() => {
      reject(new Error(`it ended: ${err}`))
    })
  })
  return { child, url, err: () => err, ended }
}

it('answers what is there before SIGTERM ends it, and logs no name and no key', async () => {
  const key = 'k'.repeat(20)
  const keyFile = join(dir, 'keys')
  await writeFile(keyFile, `# of the tests\n${key}\n`)
  const argv = ['--model', place, '--port', '0', '--backend', 'wasm', '--key-file', keyFile]
  const { child, url, err, ended } = await startSpad(...argv, '--children', '1')
  const form = new FormData()
  form.set('file', await pngOf(randomImage(1, 1500, 1500)), 'Doe_Jane_1970.png')
  const headers = { authorization: `Bearer ${key}`, connection: 'close' }
  const asked = fetch(`${url}/segment?outputs=labels`, { method: 'POST', body: form, headers })
  await new Promise((resolve) => setTimeout(resolve, 150))
  child.kill('SIGTERM')
  expect((await asked).status).toBe(200)
  expect(await ended).toBe(0)
  expect(err()).toMatch(/^Serving chest on wasm\.\n/)
  expect(err()).toMatch(/POST \/segment 200 \d+ ms\n/)
  expect(err()).not.toMatch(/Doe|kkk/)
}, 120_000)

it('says what is wrong before it listens', async () => {
  await expect(startSpad('--model', join(dir, 'none'), '--backend', 'wasm')).rejects.toThrow(
    /spad: `.*none` does not exist: a model is a run/,
  )
  await expect(startSpad('--model', place, '--port', '70000')).rejects.toThrow(
    'spad: `--port` is 70000: it must be at most 65535.',
  )
}, 120_000)
