WITH eaten AS MATERIALIZED (
    SELECT food, name, portion,
           count(*) OVER (PARTITION BY food, portion) AS same_portion,
           count(*) OVER (PARTITION BY food) AS n,
           max(day) OVER (PARTITION BY food) AS last_day,
           first_value(name) OVER (PARTITION BY food ORDER BY day DESC, id DESC) AS last_name,
           day, id
    FROM intake WHERE day >= ?1 AND (?2 IS NULL OR slot = ?2)
),
ranked AS (
    SELECT food, last_name, n, last_day, portion,
           row_number() OVER (PARTITION BY food ORDER BY same_portion DESC, day DESC, id DESC) AS place
    FROM eaten
)
SELECT food, last_name, n, last_day, portion
FROM ranked
WHERE place = 1
ORDER BY n DESC, last_day DESC, food
