package dev.backchannel.e2e.docs;

/** Who sees to it that documented commands work. */
sealed interface Executor {
    /**
     * A test.
     *
     * @param test its simple name
     * @param mark stands in its source, where it executes the command
     */
    record ByTest(String test, String mark) implements Executor {}

    /**
     * Nobody, here.
     *
     * @param why not
     * @param test its simple name: what holds the command to the code instead
     */
    record Nobody(String why, String test) implements Executor {}

    /** A test of this package, which takes the commands out of the book. */
    static Executor by(Class<?> test) {
        return new ByTest(test.getSimpleName(), "Book.of(" + test.getSimpleName() + ".class)");
    }

    static Executor by(String test, String mark) {
        return new ByTest(test, mark);
    }

    static Executor nobody(String why, String test) {
        return new Nobody(why, test);
    }
}
