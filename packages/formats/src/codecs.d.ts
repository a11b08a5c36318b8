declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const factory: import('./dicom/codecs/wasm-codec.js').WasmFactory
  export default factory
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const factory: import('./dicom/codecs/wasm-codec.js').WasmFactory
  export default factory
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: import('./dicom/codecs/wasm-codec.js').WasmFactory
  export default factory
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const factory: import('./dicom/codecs/wasm-codec.js').WasmFactory
  export default factory
}
declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    decompress(buffer: ArrayBuffer, offset?: number, length?: number): ArrayBuffer
  }
}
