;; Philox 4x32-10 by WebAssembly's vectors: four blocks at a time, their first words in one vector, and so on.
;; The formula and its source are in src/philox.ts. `npm run wasm` makes src/philox-simd-code.ts of this file.
(module
  (memory (export "memory") 1)

  ;; Writes 16 words for each of `groups`: the blocks of the counters (c0, c1, c2, c3), (c0 + 1, c1, c2, c3) and so on, or,
  ;; if `floats`, each word's low 23 bits as the fraction of a float in [1, 2), less 1. c0 must not run over.
  (func (export "fill")
    (param $out i32) (param $groups i32)
    (param $c0 i32) (param $c1 i32) (param $c2 i32) (param $c3 i32)
    (param $k0 i32) (param $k1 i32) (param $floats i32)
    (local $x0 v128) (local $x1 v128) (local $x2 v128) (local $x3 v128)
    (local $low v128) (local $high v128) (local $high0 v128)
    (local $key0 v128) (local $key1 v128) (local $counters v128)
    (local $round i32) (local $m0 v128) (local $m1 v128)
    (local.set $counters (i32x4.add (i32x4.splat (local.get $c0)) (v128.const i32x4 0 1 2 3)))
    (local.set $m0 (i32x4.splat (i32.const 0xd2511f53)))
    (local.set $m1 (i32x4.splat (i32.const 0xcd9e8d57)))
    (block $done
      (loop $group
        (br_if $done (i32.eqz (local.get $groups)))
        (local.set $x0 (local.get $counters))
        (local.set $x1 (i32x4.splat (local.get $c1)))
        (local.set $x2 (i32x4.splat (local.get $c2)))
        (local.set $x3 (i32x4.splat (local.get $c3)))
        (local.set $key0 (i32x4.splat (local.get $k0)))
        (local.set $key1 (i32x4.splat (local.get $k1)))
        (local.set $round (i32.const 10))
        (loop $rounds
          ;; Products of the first and of the last two lanes, 64 bits each: their high words, then their low ones.
          (local.set $low (i64x2.extmul_low_i32x4_u (local.get $x0) (local.get $m0)))
          (local.set $high (i64x2.extmul_high_i32x4_u (local.get $x0) (local.get $m0)))
          (local.set $high0
            (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $low) (local.get $high)))
          (local.set $x0 (local.get $x3)) ;; kept for the third word
          (local.set $x3
            (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $low) (local.get $high)))
          (local.set $low (i64x2.extmul_low_i32x4_u (local.get $x2) (local.get $m1)))
          (local.set $high (i64x2.extmul_high_i32x4_u (local.get $x2) (local.get $m1)))
          (local.set $x2 (v128.xor (v128.xor (local.get $high0) (local.get $x0)) (local.get $key1)))
          (local.set $x0
            (v128.xor
              (v128.xor
                (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $low) (local.get $high))
                (local.get $x1))
              (local.get $key0)))
          (local.set $x1
            (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $low) (local.get $high)))
          (local.set $key0 (i32x4.add (local.get $key0) (i32x4.splat (i32.const 0x9e3779b9))))
          (local.set $key1 (i32x4.add (local.get $key1) (i32x4.splat (i32.const 0xbb67ae85))))
          (br_if $rounds (local.tee $round (i32.sub (local.get $round) (i32.const 1)))))
        ;; To blocks: a transposition of the four vectors.
        (local.set $low
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x0) (local.get $x1)))
        (local.set $high
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x2) (local.get $x3)))
        (local.set $x0
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $x0) (local.get $x1)))
        (local.set $x1
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $x2) (local.get $x3)))
        (call $store (local.get $out) (local.get $floats)
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $low) (local.get $high)))
        (call $store (i32.add (local.get $out) (i32.const 16)) (local.get $floats)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $low) (local.get $high)))
        (call $store (i32.add (local.get $out) (i32.const 32)) (local.get $floats)
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $x0) (local.get $x1)))
        (call $store (i32.add (local.get $out) (i32.const 48)) (local.get $floats)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $x0) (local.get $x1)))
        (local.set $out (i32.add (local.get $out) (i32.const 64)))
        (local.set $counters (i32x4.add (local.get $counters) (i32x4.splat (i32.const 4))))
        (local.set $groups (i32.sub (local.get $groups) (i32.const 1)))
        (br $group))))

  (func $store (param $to i32) (param $float i32) (param $words v128)
    (if (local.get $float)
      (then
        (v128.store (local.get $to)
          (f32x4.sub
            (v128.or
              (v128.and (local.get $words) (i32x4.splat (i32.const 0x7fffff)))
              (i32x4.splat (i32.const 0x3f800000)))
            (f32x4.splat (f32.const 1)))))
      (else (v128.store (local.get $to) (local.get $words))))))
