package dev.backchannel.learner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The value of every registered loss against {@code golden.csv}, a file of this project: the published equations, evaluated on
 * {@link LossCases}. Its lines are {@code loss,batch,case,value}.
 */
class PublishedLossesTest {
    private static final String FILE = "/dev/backchannel/learner/loss/golden.csv";
    private static final Offset<Double> CLOSE = within(1e-6);
    /** The file has 17 digits; exp and log may differ in the last ones between machines. */
    private static final Offset<Double> SAME = within(1e-12);

    @ParameterizedTest(name = "{0}, batch {1}, case {2}")
    @CsvFileSource(resources = FILE)
    void aLossHasItsPublishedValue(String name, int batch, int index, double expected) {
        assertThat(own(name, batch, index)).isCloseTo(expected, CLOSE);
    }

    /** To write the file anew, print the keys and values of {@link #equations}. */
    @Test
    void theFileIsWhatTheEquationsGiveAndHoldsEveryRegisteredLoss() throws IOException {
        SortedMap<String, Double> file = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(PublishedLossesTest.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> {
                int comma = line.lastIndexOf(',');
                file.put(line.substring(0, comma), Double.valueOf(line.substring(comma + 1)));
            });
        }
        SortedMap<String, Double> equations = equations();
        assertThat(file.keySet()).isEqualTo(equations.keySet());
        file.forEach((key, value) -> assertThat(value).as(key).isCloseTo(equations.get(key), SAME));

        TreeSet<String> registered = new TreeSet<>(Losses.pairNames());
        registered.addAll(Losses.labelNames());
        registered.addAll(Losses.followUpNames());
        assertThat(file.keySet()).extracting(key -> key.split(",")[0]).containsOnlyElementsOf(registered);
        assertThat(file.keySet()).extracting(key -> key.split(",")[0]).containsAll(registered);
    }

    private static SortedMap<String, Double> equations() {
        SortedMap<String, Double> values = new TreeMap<>();
        PublishedPairLosses.ALL.forEach((name, equation) -> {
            for (int i = 0; i < LossCases.PAIRS.size(); i++) {
                values.put(name + ",0," + i, equation.applyAsDouble(LossCases.PAIRS.get(i)));
            }
        });
        PublishedLabelLosses.ALL.forEach((name, equation) -> {
            for (int batch = 0; batch < LossCases.RATED.length; batch++) {
                for (int i = 0; i < LossCases.LIKED.length; i++) {
                    values.put(name + "," + batch + "," + i, equation.of(batch, i));
                }
            }
        });
        values.put("sdpo,0,0", PublishedLabelLosses.sdpo());
        return values;
    }

    private static double own(String name, int batch, int index) {
        if (Losses.pairNames().contains(name)) {
            return Losses.pairs(LossCases.settings(name, "kto", LossSettings.NONE))
                    .of(LossCases.PAIRS.get(index))
                    .value();
        }
        if (Losses.followUpNames().contains(name)) {
            HindsightLoss loss =
                    Losses.followUps(LossCases.settings("dpo", "kto", name)).orElseThrow();
            return loss.of(LossCases.PLAIN, loss.advantages(LossCases.PLAIN, LossCases.INFORMED))
                    .value();
        }
        LabelLoss loss = Losses.labels(LossCases.settings("dpo", name, LossSettings.NONE));
        RewardShift shift = RewardShift.NONE;
        for (int b = 0; b < batch; b++) {
            shift = shift.after(LossCases.RATED[b], loss.beta(), LossCases.DECAY);
        }
        double anchor = loss.anchor(new LabelBatch(LossCases.RATED[batch], LossCases.MISMATCHED[batch], shift));
        return loss.of(LossCases.RATED[batch][index], LossCases.LIKED[index], anchor)
                .value();
    }
}
