"""The smallest packages that pip installs."""

import zipfile


def tiny_wheel(folder, version, name="tinypackage"):
    """Write the smallest wheel that pip takes."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"import sys\nVERSION = {version!r}\n\ndef where():\n    print(sys.prefix)\n",
        f"{info}/entry_points.txt": f"[console_scripts]\ntinyprogram = {name}:where\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
