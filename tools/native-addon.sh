#!/usr/bin/env bash
# Builds the C++ addon of @tensorflow/tfjs-node against the TensorFlow inside PyPI's tensorflow-cpu wheel:
# native TensorFlow for the CLI and the tests, in about half a minute.
#
#   tools/native-addon.sh [APP] [CACHE]
#
#   APP    the folder whose node_modules gets @tensorflow/tfjs-node; default: this repository
#   CACHE  where TensorFlow's libraries stay (0.85 GB), so that a rerun takes seconds;
#          default: ${XDG_CACHE_HOME:-~/.cache}/spad
#
# Needs Linux x86-64 (glibc 2.27 or later), Node with npm, python3 with pip, and g++.
# Downloads from the npm and PyPI registries that npm and pip are set to, and from nowhere else.
# `npm ci` and `npm install` in APP remove the addon: run this again.
set -euo pipefail

tfjs=4.22.0
node_api_headers=1.9.0
tensorflow=2.21.0
wheel_sha256=2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c

app=$(cd "${1:-$(dirname "$0")/..}" && pwd)
cache=${2:-${XDG_CACHE_HOME:-$HOME/.cache}/spad}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
libraries=$cache/tensorflow-cpu-$tensorflow

die() {
  echo "native-addon.sh: $1" >&2
  exit 1
}

[ "$(uname -sm)" = 'Linux x86_64' ] || die 'only Linux on x86-64 is supported'
for tool in node npm python3 g++ sha256sum; do
  command -v "$tool" >/dev/null || die "$tool is missing: install it"
done
python3 -m pip --version >/dev/null 2>&1 || die 'python3 has no pip: install python3-pip'

# 1. TensorFlow: two shared libraries and the headers of the C API, out of the wheel.
unpack_wheel() {
  local wheel
  rm -rf "$libraries"
  mkdir -p "$libraries"
  # the libraries are the same for every Python: cp311 only names a file
  python3 -m pip download -q --no-deps --no-cache-dir --only-binary=:all: --implementation cp \
    --python-version 3.11 --abi cp311 --platform manylinux_2_27_x86_64 -d "$1" \
    "tensorflow-cpu==$tensorflow" || die "pip cannot download tensorflow-cpu $tensorflow"
  wheel=$(echo "$1"/tensorflow_cpu-*.whl)
  echo "$wheel_sha256  $wheel" | sha256sum -c --quiet || die 'the wheel is not the expected one'
  python3 - "$wheel" "$libraries" <<'PY'
import os, shutil, sys, zipfile

wheel, out = sys.argv[1:]
libraries = ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2')
headers = tuple('tensorflow/include/' + folder for folder in (
    'tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/'))
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in libraries:
            path = os.path.join(out, 'lib', os.path.basename(name))
        elif name.startswith(headers) and name.endswith('.h'):
            path = os.path.join(out, 'include', name.removeprefix('tensorflow/include/'))
        else:
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(name) as source, open(path, 'wb') as target:
            shutil.copyfileobj(source, target, 1 << 20)
PY
  touch "$libraries/.complete"
}
if [ ! -f "$libraries/.complete" ]; then
  download=$(mktemp -d "$cache/download.XXXXXX")
  trap 'rm -rf "$download"' EXIT
  unpack_wheel "$download"
fi

# 2. tfjs-node without its install script, which downloads an old TensorFlow from elsewhere; and the
# headers of Node's addon interface.
cd "$app"
if [ ! -d node_modules/@tensorflow/tfjs-node ]; then
  npm i --no-save --ignore-scripts --no-audit --no-fund --loglevel=error "@tensorflow/tfjs-node@$tfjs" \
    || die "npm cannot install @tensorflow/tfjs-node $tfjs"
fi
if [ ! -d "$cache/node_modules/node-api-headers" ]; then
  npm i --prefix "$cache" --ignore-scripts --no-audit --no-fund --loglevel=error \
    "node-api-headers@$node_api_headers" || die "npm cannot install node-api-headers $node_api_headers"
fi

# 3. The addon, which looks for its libraries in ../../deps/lib.
cd node_modules/@tensorflow/tfjs-node
rm -rf deps
mkdir -p deps
ln -s "$libraries/lib" deps/lib
addon=$(node -p "require('@mapbox/node-pre-gyp').find(require('path').resolve('package.json'))")
mkdir -p "$(dirname "$addon")"
g++ -std=c++17 -O2 -fPIC -shared -DNAPI_VERSION=8 \
  -I"$cache/node_modules/node-api-headers/include" -I"$libraries/include" -I. \
  binding/tfjs_backend.cc binding/tfjs_binding.cc -o "$addon" \
  -L"$libraries/lib" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 \
  -Wl,-rpath,'$ORIGIN/../../deps/lib'

# 4. Does it run? A gradient, against known numbers.
cd "$app"
TF_CPP_MIN_LOG_LEVEL=3 node --input-type=module -e "
  import util from 'node:util'
  util.isNullOrUndefined ??= (value) => value == null
  const { default: tf } = await import('@tensorflow/tfjs-node')
  const sum = (x) => tf.conv2d(x, tf.ones([3, 3, 1, 1]), 1, 'same').sum()
  const gradient = [...tf.grad(sum)(tf.ones([1, 3, 3, 1])).dataSync()].join()
  const version = tf.backend().binding?.TF_Version
  if (!version || gradient !== '4,6,4,6,9,6,4,6,4') throw new Error(tf.getBackend() + ' ' + gradient)
  console.log('ok: tfjs-node', tf.version['tfjs-node'], 'on TensorFlow', version)
"
