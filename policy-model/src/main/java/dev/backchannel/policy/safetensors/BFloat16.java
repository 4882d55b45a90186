package dev.backchannel.policy.safetensors;

/** The upper half of a float: 8 bits of exponent, 7 of fraction. */
final class BFloat16 {
    private BFloat16() {}

    /** Rounds to nearest, ties to even; NaN stays NaN. */
    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        int roundingBias = 0x7fff + ((bits >>> 16) & 1);
        return (short) ((bits + roundingBias) >>> 16);
    }

    static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
