package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frequencies of the published configurations, worked out outside this code in double precision. */
class RopeScalingTest {
    /** Qwen2.5's documented {@code yarn}: heads of 128, base 10⁶, factor 4 over 32,768. The ramp is from pair 23 to 40. */
    @ParameterizedTest
    @CsvSource({
        "0, 1.0",
        "20, 0.01333521432163324",
        "23, 0.006978305848598663",
        "24, 0.005375321490790102",
        "30, 0.001064360981247002",
        "39, 6.490394320837029e-05",
        "40, 4.445698525097307e-05",
        "63, 3.102344401879299e-07"
    })
    void yarnAsQwenHasIt(int pair, double expected) {
        assertScaled(new RopeScaling.Yarn(4, 32768, 32, 1, true, 1.1386), pair, 128, 1e6, expected);
    }

    /** The ramp's ends are held inside the head. */
    @ParameterizedTest
    @CsvSource({"0, 1.0", "1, 0.23717082451262847", "2, 0.05", "3, 0.007905694150420948", "7, 7.905694150420948e-05"})
    void yarnOfAShortContext(int pair, double expected) {
        assertScaled(new RopeScaling.Yarn(4, 64, 32, 1, true, 1.1386), pair, 16, 1e4, expected);
    }

    /** gpt-oss's {@code yarn}: heads of 64, base 150,000, factor 32 over 4,096, with a ramp from pair 8.09 to 17.40 as it is. */
    @ParameterizedTest
    @CsvSource({
        "0, 1.0",
        "8, 0.050813274815461475",
        "9, 0.03170569618466377",
        "12, 0.006794959489732219",
        "16, 0.00045648391922324086",
        "17, 0.00012931870124506317",
        "18, 3.8308812373753384e-05",
        "31, 3.0235114281192144e-07"
    })
    void yarnWithARampBetweenPairs(int pair, double expected) {
        assertScaled(new RopeScaling.Yarn(32, 4096, 32, 1, false, 1.3466), pair, 64, 150_000, expected);
    }

    /** Llama 3.1's: heads of 128, base 500,000, factor 8 over 8,192. */
    @ParameterizedTest
    @CsvSource({
        "0, 1.0",
        "28, 0.003211445994752591",
        "29, 0.002166570763503359",
        "30, 0.0013718935677611381",
        "32, 0.0005248461609929547",
        "34, 0.0001785078127679964",
        "35, 9.556212353964683e-05",
        "36, 7.78465527393245e-05",
        "63, 3.068925988914511e-07"
    })
    void llama3AsLlama31HasIt(int pair, double expected) {
        assertScaled(new RopeScaling.Llama3(8, 1, 4, 8192), pair, 128, 5e5, expected);
    }

    private static void assertScaled(RopeScaling scaling, int pair, int headDim, double theta, double expected) {
        double unscaled = Math.pow(theta, -2.0 * pair / headDim);
        assertThat(scaling.scaled(unscaled, pair, headDim, theta)).isCloseTo(expected, within(1e-12 * expected));
    }
}
