"""What `dokumenter.tekst` says, as filters."""

from django import template

from dokumenter import tekst

register = template.Library()

register.filter("dato_i_ord", tekst.dato_i_ord)
register.filter("dag_i_ord", tekst.dag_i_ord)
register.filter("kort_tid", tekst.kort_tid)
register.filter("kort_dag", tekst.kort_dag)
register.filter("storrelse", tekst.storrelse_i_ord)
register.filter("orgnr", tekst.orgnr_i_ord)
register.filter("filtype", tekst.filtype_i_ord)
