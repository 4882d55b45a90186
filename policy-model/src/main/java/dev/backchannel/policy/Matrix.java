package dev.backchannel.policy;

import java.util.Arrays;

/**
 * A row-major matrix of floats on the host. Treated as immutable: nobody writes to {@link #values()} after construction.
 */
public record Matrix(int rows, int columns, float[] values) {
    public Matrix {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(
                    values.length + " values do not make a " + rows + "x" + columns + " matrix.");
        }
    }

    public static Matrix zeros(int rows, int columns) {
        return new Matrix(rows, columns, new float[rows * columns]);
    }

    public float at(int row, int column) {
        return values[row * columns + column];
    }

    public Matrix transposed() {
        float[] turned = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = values[row * columns + column];
            }
        }
        return new Matrix(columns, rows, turned);
    }

    public Matrix times(double factor) {
        float[] product = new float[values.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = (float) (values[i] * factor);
        }
        return new Matrix(rows, columns, product);
    }

    public boolean isFinite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    public boolean sameShape(Matrix other) {
        return rows == other.rows && columns == other.columns;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix m && rows == m.rows && columns == m.columns && Arrays.equals(values, m.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Matrix[" + rows + "x" + columns + "]";
    }
}
