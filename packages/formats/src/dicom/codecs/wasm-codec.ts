import { failFile, guarded } from '../../file-error.js'
import type { CodecContext, CompressedFrame, DecodedFrame } from './codec.js'

/** What the decoders of `@cornerstonejs/codec-*` have in common. */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array
  decode(): void
  getDecodedBuffer(): Uint8Array
  getFrameInfo(): {
    readonly width: number
    readonly height: number
    readonly bitsPerSample: number
    readonly componentCount: number
  }
  delete(): void
}

export type WasmModule = Readonly<Record<string, new () => WasmDecoder>>

/** The factory that a codec's script exports. */
export type WasmFactory = (options?: {
  locateFile?: (file: string) => string
  print?: () => void
  printErr?: () => void
}) => Promise<WasmModule>

export interface WasmCodec {
  /** `J2KDecoder`, … */
  readonly decoder: string
  readonly load: () => Promise<{ default: WasmFactory }>
  /** Where a page's bundler finds the wasm file. */
  readonly address: () => URL
  /** What its decoder is given, where that is not the frame as it stands, and whether its colours come out as RGB. */
  readonly prepare: (frame: CompressedFrame) => PreparedFrame
}

export interface PreparedFrame {
  readonly bytes: Uint8Array
  /** Colours come out as red, green and blue. */
  readonly rgb: boolean
  /** What is to be taken from each sample of 8 bits. */
  readonly offset?: number
}

const started = new Map<WasmCodec, Promise<WasmModule>>()

/** Decodes by a module that is started once, and anew after it failed. */
export async function decodeWasm(
  codec: WasmCodec,
  frame: CompressedFrame,
  context: CodecContext,
): Promise<DecodedFrame> {
  const module = await start(codec, frame.name, context)
  try {
    return guarded(frame.name, 'has a compressed frame that is damaged or cut short.', () =>
      run(codec, module, frame),
    )
  } catch (error) {
    // memory that a failure left behind goes with the module
    started.delete(codec)
    throw error
  }
}

async function start(codec: WasmCodec, name: string, context: CodecContext): Promise<WasmModule> {
  const ready = started.get(codec) ?? launch(codec, context)
  started.set(codec, ready)
  try {
    return await ready
  } catch {
    started.delete(codec)
    return failFile(
      name,
      `needs the codec ${codec.decoder}, whose wasm file cannot be loaded: serve it, and tell where by \`locateCodec\`.`,
    )
  }
}

async function launch(
  { load, address }: WasmCodec,
  { locateCodec }: CodecContext,
): Promise<WasmModule> {
  const { default: factory } = await load()
  const quiet = { print: nothing, printErr: nothing }
  if (locateCodec) return factory({ ...quiet, locateFile: locateCodec })
  if (inNode()) return factory(quiet)
  return factory({ ...quiet, locateFile: () => address().href })
}

const nothing = (): void => undefined

const inNode = (): boolean => {
  const { process } = globalThis as { process?: { versions?: { node?: string } } }
  return process?.versions?.node !== undefined
}

function run(codec: WasmCodec, module: WasmModule, frame: CompressedFrame): DecodedFrame {
  const { [codec.decoder]: Decoder } = module
  if (!Decoder) throw new TypeError(codec.decoder)
  const decoder = new Decoder()
  try {
    const { bytes, rgb, offset = 0 } = codec.prepare(frame)
    decoder.getEncodedBuffer(bytes.length).set(bytes)
    decoder.decode()
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo()
    if (width !== frame.columns || height !== frame.rows || componentCount !== frame.samples)
      failFile(frame.name, 'has a compressed frame of another size than it says.')
    const bits = bitsPerSample <= 8 ? 8 : 16
    // of a clamped array nothing could be taken
    const decoded = new Uint8Array(decoder.getDecodedBuffer())
    if (offset !== 0) for (let i = 0; i < decoded.length; i++) decoded[i] = decoded[i]! - offset
    return { bytes: decoded, bits, rgb }
  } finally {
    decoder.delete()
  }
}
