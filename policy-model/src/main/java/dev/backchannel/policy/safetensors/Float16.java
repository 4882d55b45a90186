package dev.backchannel.policy.safetensors;

/** IEEE 754 half precision: 5 bits of exponent, 10 of fraction. */
final class Float16 {
    private Float16() {}

    static float toFloat(short half) {
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        float magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * 0x1p-24f; // subnormal
        } else {
            magnitude = Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
        }
        return half < 0 ? -magnitude : magnitude;
    }
}
