/* One pass over the units, row by row: 80 indicators, 16 areas, 6 domains, overall; scores with reasons.

   The bound for one core: what one would write for this shape of instrument alone. Rows of answers lie side by side
   (the layout that suits C best), and so do the rows of scores. */

#include <math.h>
#include <stdint.h>

enum { PRESENT = 0, NOTHING = 5, TOO_LITTLE = 6 };

typedef struct {
    int areas, domains;
    const int *area_ends, *domain_ends; /* where each area's indicators, each domain's areas end */
    const double *weights, *area_weights, *domain_weights;
    double share; /* of the weight that must be answered */
} Shape;

static inline void finish(double earned, double answered, double total, double share, double *points, uint8_t *reason) {
    int enough = answered > 0 && answered >= share * total;
    *points = enough ? earned / answered : 0.0;
    *reason = enough ? PRESENT : answered > 0 ? TOO_LITTLE : NOTHING;
}

static inline void weigh(int first, int end, const double *points, const uint8_t *reasons, const double *weights,
                         double share, double *value, uint8_t *reason) {
    double earned = 0, answered = 0, total = 0;
    for (int i = first; i < end; i++) {
        double there = reasons[i] == PRESENT ? weights[i] : 0.0;
        earned += there * points[i];
        answered += there;
        total += weights[i];
    }
    finish(earned, answered, total, share, value, reason);
}

static inline void upwards(const Shape *shape, double *points, uint8_t *reasons, double *values, uint8_t *out) {
    /* points and reasons: overall, domains, areas; the areas are there */
    double *domains = points + 1, *areas = points + 1 + shape->domains;
    uint8_t *domain_reasons = reasons + 1, *area_reasons = reasons + 1 + shape->domains;
    for (int d = 0, first = 0; d < shape->domains; first = shape->domain_ends[d++])
        weigh(first, shape->domain_ends[d], areas, area_reasons, shape->area_weights, shape->share, domains + d,
              domain_reasons + d);
    weigh(0, shape->domains, domains, domain_reasons, shape->domain_weights, shape->share, points, reasons);
    for (int row = 0; row < 1 + shape->domains + shape->areas; row++) {
        values[row] = reasons[row] == PRESENT ? 100.0 * points[row] : NAN;
        out[row] = reasons[row];
    }
}

#define SCORE(NAME, TYPE, THERE, POINTS)                                                                         \
    void NAME(long n, const TYPE *answers, const Shape *shape, const double *table, double low, double high,     \
              double *values, uint8_t *out) {                                                                    \
        int width = shape->area_ends[shape->areas - 1], rows = 1 + shape->domains + shape->areas;                \
        double points[256];                                                                                      \
        uint8_t reasons[256];                                                                                    \
        for (long unit = 0; unit < n; unit++, answers += width, values += rows, out += rows) {                   \
            for (int a = 0, i = 0; a < shape->areas; a++) {                                                      \
                double earned = 0, answered = 0, total = 0;                                                      \
                for (; i < shape->area_ends[a]; i++) {                                                           \
                    TYPE x = answers[i];                                                                         \
                    double weight = shape->weights[i];                                                           \
                    earned += (THERE) ? weight * (POINTS) : 0.0;                                                 \
                    answered += (THERE) ? weight : 0.0;                                                          \
                    total += weight;                                                                             \
                }                                                                                                \
                int row = 1 + shape->domains + a;                                                                \
                finish(earned, answered, total, shape->share, points + row, reasons + row);                      \
            }                                                                                                    \
            upwards(shape, points, reasons, values, out);                                                        \
        }                                                                                                        \
    }

SCORE(from_points, double, x == x, x)
SCORE(from_codes, uint8_t, x > 3, table[x])
SCORE(from_numbers, double, x == x, (fmin(fmax(x, low), high) - low) / (high - low))
