import {
  amount,
  fail,
  type Raster,
  type Segmentation,
  type Segmenter,
  type SegmenterInfo,
  type SegmentOptions,
} from '@spad/core'
import { JSON_LENGTH, readAnswer, writeQuestion } from './tensors.js'

/** Options of {@link remoteSegmenter}. */
export interface RemoteSegmenterOptions {
  /** The name of the model: the last part of its path where it is served. */
  readonly model: string
  /** One of the server's keys. @default none is shown */
  readonly key?: string
}

/**
 * A model of a server of `spad serve`, in Node and in a page: it answers as its model says, at the server. Images go
 * there as numbers, and nothing is kept. Calls do not wait for each other; the server queues them.
 *
 * @param url Of the server, such as `http://127.0.0.1:8080`. A page of another origin needs a proxy that allows it.
 * @throws SpadError if it cannot be reached, has no such model, or is no server of spad's; of an answer, with what the
 *   server says, or if an option is given that is the server's.
 */
export async function remoteSegmenter(
  url: string,
  options: RemoteSegmenterOptions,
): Promise<Segmenter> {
  // who writes JavaScript may leave them out
  const { model, key } = (options as RemoteSegmenterOptions | undefined) ?? {}
  refuseNoText('url', url, 'the address of a server, such as http://127.0.0.1:8080')
  refuseNoText('model', model, 'the name of a model there: the last part of its path')
  const place = `${url.replace(/\/+$/, '')}/v2/models/${encodeURIComponent(model)}`
  const metadata = infoOf(url, await (await ask('', {})).json())
  const { classes, preprocessing } = metadata
  let disposed = false
  return {
    metadata,
    async segment(image: Raster, { signal, ...others }: SegmentOptions = {}) {
      signal?.throwIfAborted()
      if (disposed) fail('serve', 'the segmenter was disposed: create another one.')
      refuseOptions(others)
      const { channels } = preprocessing
      const given = image as Partial<Raster> | null | undefined
      if (!given?.data)
        fail('serve', '`image` is none: it must be { data, height, width, channels }.')
      if (image.channels !== channels)
        fail(
          'serve',
          `the image has ${amount(image.channels, 'channel')}: the model takes ${channels}.`,
        )
      const { body, jsonLength } = writeQuestion(image)
      const headers = { [JSON_LENGTH]: String(jsonLength) }
      const response = await ask('/infer', {
        method: 'POST',
        body,
        headers,
        signal: signal ?? null,
      })
      const bytes = new Uint8Array(await response.arrayBuffer())
      return answerOf(readAnswer(bytes, Number(response.headers.get(JSON_LENGTH))), image)
    },
    dispose() {
      disposed = true
      return Promise.resolve()
    },
  }

  async function ask(path: string, request: RequestInit): Promise<Response> {
    const headers = new Headers(request.headers)
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`)
    const response = await fetch(`${place}${path}`, { ...request, headers }).catch(
      (error: unknown) => {
        request.signal?.throwIfAborted()
        return fail('serve', `\`${url}\` cannot be reached: is a server there?`, error)
      },
    )
    if (response.ok) return response
    const { error = 'nothing more' } = (await response.json().catch(() => ({}))) as {
      readonly error?: string
    }
    return fail('serve', `\`${url}\` answers with ${response.status}: ${error}`)
  }

  function answerOf(tensors: ReadonlyMap<string, Uint8Array>, image: Raster): Segmentation {
    const { height, width } = image
    const bytes = (name: string): Uint8Array =>
      tensors.get(name) ?? fail('serve', `\`${url}\` answers without ${name}.`)
    const floats = (name: string): Float32Array => new Float32Array(bytes(name).slice().buffer)
    const size = { height, width }
    return {
      labels: { data: bytes('labels').slice(), ...size },
      probabilities: { data: floats('probabilities'), ...size, channels: classes.length },
      uncertainty: { data: floats('uncertainty'), ...size, channels: 1 },
    }
  }
}

function refuseNoText(name: string, value: unknown, what: string): asserts value is string {
  if (typeof value !== 'string' || value === '')
    fail(
      'serve',
      `\`${name}\` is ${value === undefined ? 'missing' : JSON.stringify(value)}: it must be ${what}.`,
    )
}

/** What is the server's to say. */
function refuseOptions(others: Omit<SegmentOptions, 'signal'>): void {
  const given = Object.entries<unknown>(others).find(([, value]) => value !== undefined)
  if (given)
    fail('serve', `\`${given[0]}\` is given: the server answers as its model says. Leave it out.`)
}

/** Servers of spad's say all of a model in one parameter, since the protocol has texts alone. */
function infoOf(url: string, answer: unknown): SegmenterInfo {
  const { parameters } = answer as { readonly parameters?: { readonly spad?: unknown } }
  if (typeof parameters?.spad !== 'string')
    return fail(
      'serve',
      `\`${url}\` does not say what its model is: it is no server of spad's, or an older one.`,
    )
  return JSON.parse(parameters.spad) as SegmenterInfo
}
