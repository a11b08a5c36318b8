/** A file on PyPI. */
export interface Wheel {
  readonly name: string
  readonly version: string
  readonly sha256: string
  /** What of it is unpacked: members whose path begins so. */
  readonly keep: readonly string[]
}

/** A package of npm's registry. */
export interface NpmPackage {
  readonly name: string
  readonly version: string
  /** As npm writes it: `sha512-` and the digest in base64. */
  readonly integrity: string
}

/** The processor's TensorFlow, or the one that also knows NVIDIA's cards. */
export type Flavor = 'cpu' | 'cuda'

/** A TensorFlow that the addon of tfjs-node is compiled against. */
export interface TensorFlowRelease {
  readonly flavor: Flavor
  readonly version: string
  readonly wheels: readonly Wheel[]
  /** tfjs' binding to TensorFlow: its JavaScript and the source of its addon. */
  readonly tfjsNode: NpmPackage
  /** The headers of Node's interface for addons, which is the same from Node 20 on. */
  readonly nodeHeaders: NpmPackage
  /** Bytes to download, and bytes that stay. */
  readonly size: { readonly download: number; readonly disk: number }
}

const tensorflow = '2.21.0'

const libraries = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2']

/** The headers of the C interface. */
const headers = [
  'tensorflow/c/',
  'tensorflow/core/common_runtime/next_pluggable_device/c/',
  'tensorflow/core/platform/ctstring',
  'tsl/platform/',
  'xla/tsl/c/',
].map((folder) => `tensorflow/include/${folder}`)

/** NVIDIA's libraries lie beside TensorFlow as in a Python, where its own search path finds them. */
const nvidia = (name: string, version: string, sha256: string): Wheel => ({
  name: `nvidia-${name}-cu12`,
  version,
  sha256,
  keep: ['nvidia/'],
})

const tfjsNode: NpmPackage = {
  name: '@tensorflow/tfjs-node',
  version: '4.22.0',
  integrity:
    'sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==',
}

const nodeHeaders: NpmPackage = {
  name: 'node-api-headers',
  version: '1.9.0',
  integrity:
    'sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
}

/** Newer ones have to pass the suites of all packages before they stand here. */
export const releases: Readonly<Record<Flavor, TensorFlowRelease>> = {
  cpu: {
    flavor: 'cpu',
    version: tensorflow,
    tfjsNode,
    nodeHeaders,
    size: { download: 0.27e9, disk: 0.86e9 },
    wheels: [
      {
        name: 'tensorflow-cpu',
        version: tensorflow,
        sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
        keep: [...libraries, ...headers],
      },
    ],
  },
  cuda: {
    flavor: 'cuda',
    version: tensorflow,
    tfjsNode,
    nodeHeaders,
    size: { download: 3.4e9, disk: 5.7e9 },
    // what `tensorflow[and-cuda]` asks for, at the newest versions that it allows
    wheels: [
      {
        name: 'tensorflow',
        version: tensorflow,
        sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
        keep: [...libraries, ...headers],
      },
      nvidia(
        'cublas',
        '12.9.3.13',
        'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
      ),
      nvidia(
        'cuda-cupti',
        '12.8.90',
        'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
      ),
      nvidia(
        'cuda-nvcc',
        '12.9.86',
        '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
      ),
      nvidia(
        'cuda-nvrtc',
        '12.9.86',
        '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
      ),
      nvidia(
        'cuda-runtime',
        '12.9.79',
        '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
      ),
      nvidia(
        'cudnn',
        '9.28.0.42',
        '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
      ),
      nvidia(
        'cufft',
        '11.4.1.4',
        'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
      ),
      nvidia(
        'curand',
        '10.3.10.19',
        '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
      ),
      nvidia(
        'cusolver',
        '11.7.5.82',
        '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
      ),
      nvidia(
        'cusparse',
        '12.5.10.65',
        '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
      ),
      nvidia('nccl', '2.32.3', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'),
      nvidia(
        'nvjitlink',
        '12.9.86',
        'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
      ),
    ],
  },
}
