package dev.backchannel.streams.experiment;

import java.util.Arrays;

/**
 * First and second moments over users of their {@link UserTotals}: all that an arm's estimate and its variance need, so that
 * parts of an arm, counted on different machines, add up. Immutable.
 */
public final class Moments {
    private static final int SIZE = 4;
    private static final int TRIANGLE = SIZE * (SIZE + 1) / 2;

    public static final Moments NONE = new Moments(0, new double[SIZE], new double[TRIANGLE]);

    private final long users;
    private final double[] sums;
    private final double[] products;

    /**
     * Moments as they were stored.
     *
     * @param users how many
     * @param sums Σ v, [4]
     * @param products Σ v vᵀ, the upper triangle by rows, [10]
     */
    public Moments(long users, double[] sums, double[] products) {
        if (sums.length != SIZE || products.length != TRIANGLE) {
            throw new IllegalArgumentException("moments need " + SIZE + " sums and " + TRIANGLE + " products, not "
                    + sums.length + " and " + products.length);
        }
        this.users = users;
        this.sums = sums.clone();
        this.products = products.clone();
    }

    public long users() {
        return users;
    }

    public double[] sums() {
        return sums.clone();
    }

    public double[] products() {
        return products.clone();
    }

    public Moments plus(UserTotals user) {
        return shifted(user, 1);
    }

    /** Without a user who is counted. */
    public Moments minus(UserTotals user) {
        return shifted(user, -1);
    }

    /** A user who is counted already, with totals that have changed. */
    public Moments replacing(UserTotals before, UserTotals after) {
        return minus(before).plus(after);
    }

    public Moments plus(Moments other) {
        double[] s = sums.clone();
        double[] p = products.clone();
        Arrays.setAll(s, i -> s[i] + other.sums[i]);
        Arrays.setAll(p, i -> p[i] + other.products[i]);
        return new Moments(users + other.users, s, p);
    }

    private Moments shifted(UserTotals user, int sign) {
        double[] v = user.vector();
        double[] s = sums.clone();
        double[] p = products.clone();
        for (int i = 0, k = 0; i < SIZE; i++) {
            s[i] += sign * v[i];
            for (int j = i; j < SIZE; j++) {
                p[k++] += sign * v[i] * v[j];
            }
        }
        return new Moments(users + sign, s, p);
    }

    /** Mean over users of a·v. */
    double mean(double[] a) {
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += a[i] * sums[i];
        }
        return sum / users;
    }

    /** Unbiased covariance over users of a·v and b·v; 0 or above for a = b. */
    double covariance(double[] a, double[] b) {
        double product = 0;
        for (int i = 0, k = 0; i < SIZE; i++) {
            for (int j = i; j < SIZE; j++, k++) {
                product += products[k] * (i == j ? a[i] * b[i] : a[i] * b[j] + a[j] * b[i]);
            }
        }
        return (product - users * mean(a) * mean(b)) / (users - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Moments m
                && users == m.users
                && Arrays.equals(sums, m.sums)
                && Arrays.equals(products, m.products);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(users) + Arrays.hashCode(sums);
    }

    @Override
    public String toString() {
        return users + " users, sums " + Arrays.toString(sums);
    }
}
