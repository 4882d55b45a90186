package dev.backchannel.policy;

/** e to a power that is at most 0, to some 5e-9 of its value: what it weighs are rounded to 6e-8. */
final class FastExp {
    private static final double PER_LN2 = 1 / Math.log(2);
    private static final double LN2 = Math.log(2);

    /** Adding it leaves the nearest whole number in the lowest bits. */
    private static final double TO_WHOLE = 0x1.8p52;

    private FastExp() {}

    /** @param x from −700 to 0 */
    static double of(double x) {
        double shifted = x * PER_LN2 + TO_WHOLE;
        long n = (int) Double.doubleToRawLongBits(shifted);
        double r = x - (shifted - TO_WHOLE) * LN2; // |r| <= ln 2 / 2; Taylor's series, the error being r^8 / 8!
        double low = 1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6)));
        double r2 = r * r;
        double high = 1.0 / 24 + r * (1.0 / 120) + r2 * (1.0 / 720 + r * (1.0 / 5040));
        return (low + r2 * r2 * high) * Double.longBitsToDouble((n + 1023) << 52);
    }
}
