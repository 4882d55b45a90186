package dev.backchannel.standalone.bench.learning.prelude;

import java.util.List;
import java.util.Map;

/**
 * What one arm cost on one seed.
 *
 * @param arm its name
 * @param seed of tastes, requests, answers and weights
 * @param rounds how many requests
 * @param cost sum of token edit distances
 * @param quarters the same of each quarter of the rounds
 * @param edits answers that were edited
 * @param unusable answers that were incomplete or beside the point
 * @param missed answers that missed the user's taste, by dimension
 * @param untold values of the user's taste that the prompt did not name, over all rounds
 * @param toldWrong values that the prompt named and that were the opposite of the user's taste
 * @param steps that the weights took
 * @param seconds it took
 */
record PreludeFigures(
        String arm,
        long seed,
        int rounds,
        long cost,
        List<Long> quarters,
        int edits,
        int unusable,
        Map<String, Integer> missed,
        int untold,
        int toldWrong,
        int steps,
        double seconds) {}
