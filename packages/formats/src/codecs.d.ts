type CodecFactory = (options?: {
  locateFile?: (file: string) => string
  print?: () => void
  printErr?: () => void
}) => Promise<Readonly<Record<string, new () => CodecDecoder>>>

/** What the decoders of `@cornerstonejs/codec-*` have in common. */
interface CodecDecoder {
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

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const factory: CodecFactory
  export default factory
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: CodecFactory
  export default factory
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const factory: CodecFactory
  export default factory
}
