/// Exponential and logarithm in single precision, to about seven digits, with the same bits on every machine: the C library's
/// differ between systems, and a model must predict the same wherever it is loaded. Written without branches and without checks
/// of overflow, so that the compiler can work on several numbers at a time.
///
/// Range reduction and minimax polynomials as in the Cephes library (Moshier 1989), `expf` and `logf`.
enum FastMath {
    /// e^x; x is clamped to -87...88.
    @inline(__always)
    static func exp(_ x: Float) -> Float {
        let low = x < -87 ? -87 : x
        let clamped = low > 88 ? 88 : low
        let shifted = clamped * 1.442_695_04 + roundingShift
        let k = shifted - roundingShift
        let r = (clamped - k * 0.693_359_375) + k * 2.121_944_4e-4
        var p = 1.987_569_1e-4 * r + 1.398_199_95e-3
        p = p * r + 8.333_452e-3
        p = p * r + 4.166_579_6e-2
        p = p * r + 0.166_666_65
        p = p * r + 0.5
        let scale = Float(bitPattern: (shifted.bitPattern &- roundingShift.bitPattern &+ 127) &<< 23)
        return (p * r * r + r + 1) * scale
    }

    /// ln x for a normal x > 0.
    @inline(__always)
    static func log(_ x: Float) -> Float {
        let bits = x.bitPattern
        let half = Float(bitPattern: bits & 0x007F_FFFF | 0x3F00_0000)
        let isLow = half < 0.707_106_77
        let exponent = Float(bitPattern: (bits &>> 23) &+ roundingShift.bitPattern) - roundingShift - (isLow ? 127 : 126)
        let m = half + (isLow ? half : 0) - 1
        let z = m * m
        var p = 7.037_683_6e-2 * m - 0.115_146_1
        p = p * m + 0.116_769_99
        p = p * m - 0.124_201_41
        p = p * m + 0.142_493_23
        p = p * m - 0.166_680_58
        p = p * m + 0.200_007_14
        p = p * m - 0.249_999_94
        p = p * m + 0.333_333_31
        let tail = p * m * z - 2.121_944_4e-4 * exponent - 0.5 * z
        return m + tail + 0.693_359_375 * exponent
    }

    /// 1 / (1 + e^-x).
    static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

    /// Adding 1.5 · 2^23 rounds to a whole number and leaves it in the low bits, without a call into the library.
    private static var roundingShift: Float {
        @inline(__always) get { 12_582_912 }
    }
}
