#!/bin/bash
# usage: cpu.sh TREE KIND FILES...
tree=$1; kind=$2; shift 2
cd $tree
case $kind in
 haswell) export OPENBLAS_CORETYPE=Haswell NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL" ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2 ONEDNN_MAX_CPU_ISA=AVX2;;
 skylakex) export OPENBLAS_CORETYPE=SkylakeX NPY_DISABLE_CPU_FEATURES="AVX512_ICL";;
 zen) export OPENBLAS_CORETYPE=Zen;;
 nehalem) export OPENBLAS_CORETYPE=Nehalem NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL" ATEN_CPU_CAPABILITY=default MKL_ENABLE_INSTRUCTIONS=SSE4_2 ONEDNN_MAX_CPU_ISA=SSE41;;
esac
PYTHONPATH=$tree timeout 1500 /work/main/.venv/bin/python -m pytest -q -p no:cacheprovider --tb=short "$@" 2>&1
