#!/bin/sh
# Makes the shipped prompts from prompts.txt: WAV, 8 kHz, mono, 16 bit, each at -20 dB RMS below full scale, peaks limited.
# Needs Debian's espeak-ng and sox. The product does not: the results are kept beside this script.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { # name, text
  espeak-ng -v en-us+f3 -s 150 -p 42 -a 80 -w "$work/spoken.wav" "$2"
  # Telephone band, silence cut off on both sides, 60 ms put back so that words do not touch.
  sox -D "$work/spoken.wav" -r 8000 -b 16 -c 1 "$work/plain.wav" \
    highpass 200 lowpass 3500 silence 1 0.02 0.2% reverse silence 1 0.02 0.2% reverse
  level=$(sox "$work/plain.wav" -n stats 2>&1 | awk '/RMS lev dB/ { print $4 }')
  gain=$(awk -v level="$level" 'BEGIN { printf "%.2f", -20 - level }')
  # -R: the dither is the same each time, so that the same words give the same bytes.
  sox -R "$work/plain.wav" -b 16 "$1.wav" gain -l "$gain" fade t 0.005 -0 0.01 pad 0.06 0.06
}

while IFS='|' read -r name text; do
  case "$name" in '' | '#'*) continue ;; esac
  say "$name" "$text"
done < prompts.txt
